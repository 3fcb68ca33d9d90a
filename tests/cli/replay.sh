# Four jobs on four GPUs, with measured starts: every figure can be made by hand.
d=$(mktemp -d)
trap 'rm -rf "$d"' EXIT
cat > "$d/jobs.csv" <<'CSV'
t,n,run,begin
0,4,100,0
10,2,100,100
20,2,50,100
30,4,100,250
CSV
cat > "$d/truth.json" <<'JSON'
{ "jobs": 4, "gpu_hours": 0.305556, "wait_s": { "mean": 97.5 } }
JSON
cat > "$d/s.lua" <<'LUA'
horizon { from = "2027-01-01", to = "2027-01-02" }
cluster "c" { nodes = 1, gpus_per_node = 4 }
batch "jobs" { on = "c", trace = replay_trace() }
LUA
cd "$d" || exit 1
# Simulated: starts at 0, 100, 100, 200; waits 0, 90, 80, 170: mean 85, median 85.
# Measured: waits 0, 90, 80, 220: mean 97.5. Ends at 100, 200, 150, 300.
"$AIFSIM" replay s.lua --trace jobs.csv --format csv --map submit=t,gpus=n,duration=run,start=begin --truth truth.json -o r.h5
echo "exit $?"
"$AIFSIM" replay s.lua --trace jobs.csv --format csv --map submit=t,gpus=count,duration=run
echo "exit $?"
"$AIFSIM" replay s.lua --trace jobs.csv --format csv --map submit=t,gpus=n,duration=run --truth s.lua
echo "exit $?"
