# Recalculated by LibreOffice, the workbook gives what the run gave; with another cost of
# capital, tax and rent in its inputs, what a run with these gives. CSV, FOCUS,
# workbook and result file agree on the totals to the cent.
command -v soffice >/dev/null && command -v python3 >/dev/null || {
	echo "needs LibreOffice and Python"
	exit 77
}
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
sed 's/wacc = 0.10, tax = 0.257/wacc = param("wacc", 0.10), tax = param("tax", 0.257)/
s/to = "2032-01-01"/to = "2029-01-01"/' scenarios/default.lua > "$t/a.lua"
cp -r scenarios/data "$t/data"
"$AIFSIM" run "$t/a.lua" --quiet -o "$t/a.h5" || exit 1
"$AIFSIM" run "$t/a.lua" --quiet --set wacc=0.12 --set tax=0.21 -o "$t/b.h5" || exit 1
"$AIFSIM" report "$t/a.h5" "$t/b.h5" -o "$t" --format csv,xlsx,focus >/dev/null || exit 1
cat > "$t/inputs.py" <<'END'
# Writes a workbook with other inputs and without the values of its formulas.
import re, sys, zipfile
out = zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED)
book = zipfile.ZipFile(sys.argv[1])
for name in book.namelist():
    d = book.read(name)
    if name.startswith("xl/worksheets/sheet"):
        d = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", d)
    if name == "xl/worksheets/sheet2.xml":
        for cell, value in zip(("B2", "B3"), sys.argv[3:]):
            d = re.sub(rb'(<c r="%s"[^>]*><v>)[^<]*' % cell.encode(), rb"\g<1>" + value.encode(), d)
    out.writestr(name, d)
out.close()
END
python3 "$t/inputs.py" "$t/a/report.xlsx" "$t/same.xlsx" 0.10 0.257
python3 "$t/inputs.py" "$t/a/report.xlsx" "$t/other.xlsx" 0.12 0.21
cp "$t/a/report.xlsx" "$t/cached.xlsx"
soffice -env:UserInstallation="file://$t/profile" --headless --convert-to \
	'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1' \
	--outdir "$t/lo" "$t/same.xlsx" "$t/other.xlsx" "$t/cached.xlsx" >/dev/null 2>&1
cat > "$t/same.py" <<'END'
import csv, sys
t = sys.argv[1]
def book(name):
    rows = list(csv.reader(open(f"{t}/lo/{name}-Summary.csv")))
    head = next(r for r in rows if r and r[0] == "Figure")
    return {(s, r[0]): float(r[i]) for r in rows for i, s in enumerate(head)
            if len(r) > i > 1 and r[0] in ("Net present cost", "Total cost") and s != "Meaning"}
def run(name):
    words = {"npv_cost_usd": "Net present cost", "tco_usd": "Total cost"}
    return {(r["strategy"], words[r["name"]]): float(r["value"])
            for r in csv.DictReader(open(f"{t}/{name}/summary.csv")) if r["name"] in words}
def total(name, key, usd):
    sums = {}
    for r in csv.DictReader(open(f"{t}/a/{name}.csv", newline="")):
        sums[r[key], "Total cost"] = sums.get((r[key], "Total cost"), 0) + float(r[usd])
    return sums
def say(words, a, b):
    bad = [k for k in b if abs(a.get(k, 1e30) - b[k]) > 0.005]
    print(words, "agree" if b and not bad else f"differ: {bad}", len(b))
a = run("a")
tco = {k: v for k, v in a.items() if k[1] == "Total cost"}
say("run and workbook as written", book("cached"), a)
say("run and recalculated workbook", book("same"), a)
say("run with other inputs and workbook with them", book("other"), run("b"))
say("run and ledger.csv", total("ledger", "strategy", "amount_usd"), tco)
say("run and focus.csv, billed", total("focus", "BillingAccountId", "BilledCost"), tco)
say("run and focus.csv, effective", total("focus", "BillingAccountId", "EffectiveCost"), tco)
print("other inputs move the result:", all(run("b")[k] != a[k] for k in a))
END
python3 "$t/same.py" "$t"
