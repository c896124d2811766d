basic; permap probe missing; permap probe basic/file; permap probe
