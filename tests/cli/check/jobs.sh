# The same text for every number of jobs.
requires_root
leaks && permap snapshot leaks -o before && chmod -R o+w leaks && chown -R 7 leaks
for jobs in 1 2 16; do permap check leaks --baseline before --jobs $jobs | sed -E 's/, [0-9.]+ s\.$//' | sha256sum; done | uniq | wc -l
