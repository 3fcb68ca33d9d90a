# Three strategies, a result each, side by side: the ledger adds up to every total shown, to the
# cent, in the page, the workbook (as written and recalculated by LibreOffice), the CSV, FOCUS
# and the result files.
command -v soffice >/dev/null && command -v python3 >/dev/null && command -v h5dump >/dev/null || {
	echo "needs LibreOffice, Python and h5dump"
	exit 77
}
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
for s in cloud on-prem hybrid; do
	"$AIFSIM" run scenarios/default.lua --quiet --threads 1 --strategy "$s" --until 2029-01-01 \
		-o "$t/$s.h5" || exit 1
	h5dump -d /ledger -y -w 4000 -m '%.17g' "$t/$s.h5" > "$t/$s.txt"
done
"$AIFSIM" compare "$t/cloud.h5" "$t/on-prem.h5" "$t/hybrid.h5" -o "$t" \
	--format html,xlsx,csv,focus > "$t/words" || exit 1
sed "s|$t|DIR|" "$t/words" | tail -4
"$AIFSIM" report "$t/cloud.h5" "$t/on-prem.h5" "$t/hybrid.h5" -o "$t" --format csv >/dev/null || exit 1
cat > "$t/bare.py" <<'END'
# Writes a workbook without the values of its formulas.
import re, sys, zipfile
out = zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED)
book = zipfile.ZipFile(sys.argv[1])
for name in book.namelist():
    d = book.read(name)
    if name.startswith("xl/worksheets/sheet"):
        d = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", d)
    out.writestr(name, d)
out.close()
END
python3 "$t/bare.py" "$t/compare.xlsx" "$t/bare.xlsx"
soffice -env:UserInstallation="file://$t/profile" --headless --convert-to \
	'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' \
	--outdir "$t/lo" "$t/bare.xlsx" "$t/compare.xlsx" >/dev/null 2>&1
cat > "$t/same.py" <<'END'
import csv, html, re, sys
t = sys.argv[1]
def number(s):
    s = s.replace(",", "")
    return -float(s[1:-1]) if s.startswith("(") else float(s)
def table(rows):
    head = rows[0][1:]
    return {(h, r[0]): number(r[i + 1]) for r in rows[1:] for i, h in enumerate(head)}
def page():
    text = open(f"{t}/compare.html").read()
    text = text[text.index("id=cents"):]
    rows = re.findall(r"<tr>(.*?)</tr>", text[:text.index("</section>")], re.S)
    cells = [[html.unescape(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", r)] for r in rows]
    return table(cells)
def book(name):
    rows = list(csv.reader(open(f"{t}/lo/{name}-Totals.csv")))
    return table([r for r in rows if r and r[0]])
def sums(name, key, usd, what=None):
    x = {}
    for r in csv.DictReader(open(f"{t}/{name}.csv", newline="")):
        for k in ([r[what]] if what else []) + ["Total cost"]:
            x[r[key], k] = x.get((r[key], k), 0) + float(r[usd])
    return x
def result():
    x = {}
    for s in ("cloud", "on-prem", "hybrid"):
        text = open(f"{t}/{s}.txt").read()
        amount = text.index("DATASPACE")
        cols = re.findall(r'"(\w+)";', text[:amount])
        at = cols.index("amount_usd")
        for row in re.findall(r"\{\n(.*?)\n\s*\}", text[text.index("DATA {") + 6:text.index("\n   }\n", text.index("DATA {")) + 1], re.S):
            cell = [c.strip() for c in re.split(r",\n", row)]
            k = (f"{s}: {s}", "Total cost")
            x[k] = x.get(k, 0) + float(cell[at])
    return x
def returns():
    text = open(f"{t}/compare.html").read()
    text = text[text.index("id=returns"):text.index("id=cents")]
    row = re.search(r"Net present value of the difference</th>(.*?)</tr>", text, re.S).group(1)
    return re.findall(r"<td[^>]*>(.*?)</td>", row)
def saved(name):
    npv = {n: next(float(r["value"]) for r in csv.DictReader(open(f"{t}/{n}/summary.csv"))
                   if r["name"] == "npv_cost_usd") for n in ("cloud", name)}
    return npv["cloud"] - npv[name]
def say(words, a, b, least):
    bad = [k for k in b if abs(a.get(k, 1e30) - b[k]) > 0.0101]
    print(words, "agree" if len(b) >= least and not bad else f"differ: {bad} {len(b)}")
p = page()
totals = {k: v for k, v in p.items() if k[1] == "Total cost"}
say("page and result files:", p, result(), 3)
say("page and ledger.csv, class by class:", sums("ledger", "result", "amount_usd", "class"),
    {k: v for k, v in p.items() if abs(v) > 0}, 18)
say("page and workbook as written:", book("compare"), p, 24)
say("page and recalculated workbook:", book("bare"), p, 24)
say("page and focus.csv, billed:", sums("focus", "BillingAccountId", "BilledCost"), totals, 3)
say("page and focus.csv, effective:", sums("focus", "BillingAccountId", "EffectiveCost"), totals, 3)
npv = [f"{saved(n) / 1e6:.3g} million USD" for n in ("on-prem", "hybrid")]
print("returns are differences of net present cost:", returns() == ["base"] + npv)
END
python3 "$t/same.py" "$t"
