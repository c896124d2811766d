requires_root
leaks && permap scan leaks --model passthrough --rule setuid-file -o report && echo "status $?"
cat report
