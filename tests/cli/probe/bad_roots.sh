basic; permap probe missing; permap probe basic/file; permap probe; permap probe basic --host-files missing; permap probe basic --host-files basic/file
