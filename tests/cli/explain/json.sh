# What is no finding is in `records`; formats that have no place for that are not there.
basic && permap explain basic/file --format json | grep -o '"records":\|"type":"[a-z]*"' && permap explain basic/file --format mtree
