# The editor's annotations are those of today's field tables (else: make golden).
"$AIFSIM" help --luals | diff scenarios/aifsim.d.lua - && echo "up to date"
