# More ids than are told apart: what is left out is said, and no number of threads changes the rest.
requires_root
mkdir -p host t && printf 'root:x:0:0::/:\n' >guest_passwd
python3 -c 'import os
for uid in range(100001, 100001 + 16400): os.close(os.open(f"t/{uid}", os.O_CREAT)); os.chown(f"t/{uid}", uid, 0)'
for jobs in 1 8; do
    permap scan t --model passthrough --host-files host --guest-passwd guest_passwd --rule id-missing-in-guest --jobs $jobs >jobs-$jobs
done
grep -v '^ ' jobs-1 && diff <(grep -v Looked jobs-1) <(grep -v Looked jobs-8) && grep -A 1 told jobs-8
