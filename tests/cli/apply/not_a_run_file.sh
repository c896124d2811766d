echo 'not a run file' >file && permap apply file
permap status file
