# As git and others have it; a second word that is no command is a mistake.
permap help rules | sed -n '/^Usage/p'; permap help ruels
