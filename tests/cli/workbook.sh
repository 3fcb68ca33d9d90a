# Recalculated by LibreOffice, the workbook gives what the run gave; with another cost of
# capital, tax, prices of GPUs, rent, energy, buildings and people in its inputs, what a run
# with these gives by --set: totals, months, rows, profit and loss, debt, rates of return.
# So it does with leases, colocation, an investment credit, sales, fees, debt, terms of payment
# and mid-month discounting, and with racks that are sold before the horizon. CSV, FOCUS, workbook and result file agree on the totals to the cent.
command -v soffice >/dev/null && command -v python3 >/dev/null || {
	echo "needs LibreOffice and Python"
	exit 77
}
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
sed 's/to = "2032-01-01"/to = "2029-01-01"/' scenarios/default.lua > "$t/a.lua"
cp -r scenarios/data "$t/data"
# The same plant on other people's money.
sed '/^strategy/,$d' "$t/a.lua" > "$t/c.lua"
cat >> "$t/c.lua" <<'END'
accounting "credited" { like = "us-2026-no-bonus", plant_itc = 0.3, insurance = 0.004 }
lease "lessor" { rate = 0.08, term = "18 months", residual = 0.3, renewal = 0.5 }
sale "tokens" { service = "assistant", input = 0.2e-6 * USD / token, output = 0.9e-6 * USD / token }
sale "hours" { cluster = "lab", gpu = 2.5 * USD / hour }
fee "security" { what = "security", rate = 200 * kUSD / year }
fee "removal" { what = "decommission", at_end = 1 * MUSD, when = "own" }
fee "licences" { what = "licence", per_gpu = 1000 * USD / year, when = "own" }
dataset "pictures" { of = { "lab" }, home = "cloud", size = 2 * PB, link = 10 * GB / s, egress = 0.05 * USD / GB }
strategy "leased" { own = { "lab", "serve", "frontier" }, lease = { "lab" }, lease_terms = "lessor" }
strategy "housed" { own = { "lab", "serve", "frontier" }, colo = "colo-us-wholesale" }
finance { cost_of_equity = 0.13, debt = 0.5, cost_of_debt = 0.08, debt_term = 18 * month, debt_fee = 0.015,
  tax = 0.257, inflation = 0.025, timing = "mid", payable = 45 * day, receivable = 30 * day, accounting = "credited" }
END

lab="lab.gpu_price=37500*USD" frontier="frontier.gpu_price=39000*USD"
run() {
	name=$1 scenario=$2
	shift 2
	"$AIFSIM" run "$t/$scenario.lua" --quiet "$@" -o "$t/$name.h5" || exit 1
}
plant() {
	echo "utility.price_level=1.3 utility.adder=0.012*USD/kWh utility.demand_charge=15*USD/kW/month H1.build_cost=13*USD/W operations.salary=110000*USD/year"
}
run a a
run b a --set finance.wacc=0.12 --set finance.tax=0.21 --set "$lab" --set "$frontier" \
	--set cloud.price_level=1.25 --set hybrid.price_level=1.25 $(plant | sed 's/^\| / --set /g') \
	--set cloud-h100.on_demand=3.5*USD/hour --set cloud-gb200.reserved_1y=6*USD/hour
run c c
run d c --set finance.cost_of_equity=0.15 --set finance.tax=0.21 --set "$lab" --set "$frontier" \
	--set finance.debt=0.6 --set finance.cost_of_debt=0.09 --set finance.debt_term=15*month --set finance.debt_fee=0.02 \
	$(plant | sed 's/^\| / --set /g') --set security.rate=300*kUSD/year --set removal.at_end=2*MUSD --set licences.per_gpu=1500*USD/year \
	--set pictures.egress=0.08*USD/GB --set tokens.output=1.1*USD/Mtoken --set colo-us-wholesale.price=200*USD/kW/month
# Racks that retire before the horizon, and are sold.
cp scenarios/07-generations.lua "$t/g.lua"
run g g
run h g --set finance.wacc=0.12 --set finance.tax=0.21 --set hopper.gpu_price=37500*USD --set blackwell.gpu_price=39000*USD \
	--set H1.build_cost=13*USD/W --set cloud-h100.on_demand=3.5*USD/hour
"$AIFSIM" report "$t/a.h5" "$t/b.h5" "$t/c.h5" "$t/d.h5" "$t/g.h5" "$t/h.h5" -o "$t" --format csv,xlsx,focus >/dev/null ||
	exit 1
cat > "$t/inputs.py" <<'END'
# Writes a workbook with other inputs and without the values of its formulas.
import html, re, sys, zipfile
book = zipfile.ZipFile(sys.argv[1])
out = zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED)
new = dict(a.split("=") for a in sys.argv[3:])
names = dict(re.findall(r'<definedName name="(\w+)">Inputs!\$B\$(\d+)<', book.read("xl/workbook.xml").decode()))
sheets = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
inputs = f"xl/worksheets/sheet{sheets.index('Inputs') + 1}.xml"
for name in book.namelist():
    d = book.read(name)
    if name.startswith("xl/worksheets/sheet"):
        d = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", d)
    if name == inputs:
        for k, value in new.items():
            d, n = re.subn(rb'(<c r="B%s"[^>]*><v>)[^<]*' % names[k].encode(), rb"\g<1>" + value.encode(), d)
            assert n == 1, k
    out.writestr(name, d)
out.close()
END
other="tax=0.21 gpu_price_lab=37500 gpu_price_frontier=39000 energy_level_utility=1.3 energy_adder_utility=0.012
	demand_charge_utility=15 build_cost_H1=13 salary_operations=110000"
python3 "$t/inputs.py" "$t/a/report.xlsx" "$t/same.xlsx"
python3 "$t/inputs.py" "$t/a/report.xlsx" "$t/other.xlsx" $other wacc=0.12 rent_price=1.25 on_demand_cloud_h100=3.5 \
	reserved_1y_cloud_gb200=6
python3 "$t/inputs.py" "$t/c/report.xlsx" "$t/terms.xlsx"
python3 "$t/inputs.py" "$t/c/report.xlsx" "$t/otherterms.xlsx" $other cost_of_equity=0.15 debt=0.6 cost_of_debt=0.09 \
	debt_term=15 debt_fee=0.02 fee_security=300000 fee_gpu_licences=1500 fee_at_end_removal=2000000 egress_pictures=0.08 sale_output_tokens=1.1 \
	colocation_colo_us_wholesale=200
python3 "$t/inputs.py" "$t/g/report.xlsx" "$t/sold.xlsx"
python3 "$t/inputs.py" "$t/g/report.xlsx" "$t/othersold.xlsx" wacc=0.12 tax=0.21 gpu_price_hopper=37500 gpu_price_blackwell=39000 \
	build_cost_H1=13 on_demand_cloud_h100=3.5
cp "$t/a/report.xlsx" "$t/cached.xlsx"
cp "$t/g/report.xlsx" "$t/soldcached.xlsx"
soffice -env:UserInstallation="file://$t/profile" --headless --convert-to \
	'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' \
	--outdir "$t/lo" "$t/same.xlsx" "$t/other.xlsx" "$t/cached.xlsx" "$t/terms.xlsx" \
	"$t/otherterms.xlsx" "$t/sold.xlsx" "$t/soldcached.xlsx" "$t/othersold.xlsx" >/dev/null 2>&1
cat > "$t/same.py" <<'END'
import csv, datetime, sys
t = sys.argv[1]
figures = {"npv_cost_usd": "Net present cost", "tco_usd": "Total cost", "capex_usd": "Capital",
           "rent_usd": "Cloud rent", "peak_funding_usd": "Peak funding"}
def number(s):
    return float(s) if s else 0.0
def book(name):
    rows = list(csv.reader(open(f"{t}/lo/{name}-Summary.csv")))
    head = next(r for r in rows if r and r[0] == "Figure")
    return {(s, r[0]): number(r[i]) for r in rows for i, s in enumerate(head)
            if len(r) > i > 1 and r[0] in figures.values() and s != "Meaning"}
def run(name):
    return {(r["strategy"], figures[r["name"]]): float(r["value"])
            for r in csv.DictReader(open(f"{t}/{name}/summary.csv")) if r["name"] in figures}
def cells(name, sheet):
    return list(csv.reader(open(f"{t}/lo/{name}-{sheet}.csv")))
def total(name, key, usd):
    sums = {}
    for r in csv.DictReader(open(f"{t}/a/{name}.csv", newline="")):
        sums[r[key], "Total cost"] = sums.get((r[key], "Total cost"), 0) + float(r[usd])
    return sums
def say(words, a, b, rel=0):
    bad = [(k, a.get(k), b[k]) for k in b if abs(a.get(k, 1e30) - b[k]) > max(0.005, rel * abs(b[k]))]
    print(words, "agree" if b and not bad else f"differ: {bad}", len(b))
def rows(name):
    # The ledger row by row: strategy, account, entity, date; as calculated and as run.
    live, ran = {}, {}
    for r in cells(name[0], "Ledger")[1:]:
        live[r[0], r[3], r[2]] = live.get((r[0], r[3], r[2]), 0) + number(r[13])
    for r in csv.DictReader(open(f"{t}/{name[1]}/ledger.csv", newline="")):
        k = r["strategy"], r["account"], r["entity"]
        ran[k] = ran.get(k, 0) + float(r["amount_usd"])
    return live, ran
def income(name, ran):
    # Net income of all years is the cost with the sign turned.
    return ({(r[0], "Total cost"): -number(r[-1]) for r in cells(name, "Profit and loss") if r[1] == "Net income before interest"},
            {k: v for k, v in run(ran).items() if k[1] == "Total cost"})
def debt(name, ran):
    # Interest, fees and what is left of net income, as a run has them.
    rate = {"c": 0.257, "d": 0.21}[ran]
    live, want, cost = {}, {}, {}
    for r in csv.DictReader(open(f"{t}/{ran}/debt.csv")):
        x = cost.setdefault(r["strategy"], [0, 0])
        x[0] -= float(r["interest_usd"])
        x[1] -= float(r["fee_usd"])
    for s, x in cost.items():
        want[s, "Interest on debt"], want[s, "Fees on debt"] = x
        want[s, "Net income"] = sum(x) * (1 - rate) - run(ran)[s, "Total cost"]
    for r in cells(name, "Profit and loss"):
        if (r[0], r[1]) in want: live[r[0], r[1]] = number(r[-1])
    return live, want
def flows(ran, strategy):
    # A strategy's payments by the end of their month, in days since the start, money in positive.
    sums = {}
    for r in csv.DictReader(open(f"{t}/{ran}/ledger.csv", newline="")):
        if r["strategy"] != strategy: continue
        at = float(r["time_s"]) - (0 if r["account"].startswith("capex") else 1)
        d = datetime.date(2027, 1, 1) + datetime.timedelta(days=min(at, 2 * 366 * 86400 - 86401) // 86400)
        end = datetime.date(d.year + d.month // 12, d.month % 12 + 1, 1)
        day = (end - datetime.date(2027, 1, 1)).days
        sums[day] = sums.get(day, 0) - float(r["amount_usd"])
    return sums
def rate(f):
    lo, hi = -0.9, 10.0
    worth = lambda r: sum(x / (1 + r) ** (d / 365) for d, x in f.items())
    if worth(lo) * worth(hi) > 0: return None
    for _ in range(200):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if worth(lo) * worth(mid) > 0 else (lo, mid)
    return lo
def returns(name, ran):
    head, *body = cells(name, "Returns")
    live, want = {}, {}
    for i, h in enumerate(head[1:], 1):
        who, _, base = h.partition(" against ")
        who = who.replace(" by itself", "")
        f = flows(ran, who)
        for d, x in flows(ran, base).items() if base else []: f[d] = f.get(d, 0) - x
        npv = run(ran)
        want[h, "NPV"] = (npv[base, "Net present cost"] if base else 0) - npv[who, "Net present cost"]
        live[h, "NPV"] = number(body[0][i])
        if rate(f) is not None:
            want[h, "IRR"], live[h, "IRR"] = 1e7 * rate(f), 1e7 * float(body[1][i])
    return live, want
def months(name, ran):
    head, *body = cells(name, "Monthly cash flow")
    at = next(i for i, h in enumerate(head) if h.startswith("Present value"))
    return ({(r[0], "Net present cost"): number(r[at]) for r in body if len(r) > 1 and r[1] == "total"},
            {k: v for k, v in run(ran).items() if k[1] == "Net present cost"})
a = run("a")
tco = {k: v for k, v in a.items() if k[1] == "Total cost"}
say("run and workbook as written", book("cached"), a)
say("run and recalculated workbook", book("same"), a)
say("run with other inputs and workbook with them", book("other"), run("b"), 1e-9)
say("the same by account and entity", *rows(("other", "b")), 1e-9)
say("the same of net income", *income("other", "b"), 1e-9)
say("the same of the months' present value", *months("other", "b"), 1e-9)
say("lease, colocation, credit, sales, terms: run and workbook", book("terms"), run("c"), 1e-9)
say("the same with other inputs", book("otherterms"), run("d"), 1e-9)
say("the same by account and entity", *rows(("otherterms", "d")), 1e-9)
say("the same of net income", *income("otherterms", "d"), 1e-9)
say("the same of the months' present value", *months("otherterms", "d"), 1e-9)
say("interest, fees and net income after them", *debt("terms", "c"), 1e-9)
say("the same with other inputs", *debt("otherterms", "d"), 1e-9)
say("rates of return and present values, by the ledger", *returns("same", "a"), 1e-9)
say("the same with other inputs", *returns("other", "b"), 1e-9)
say("the same of sales", *returns("otherterms", "d"), 1e-9)
say("racks sold before the horizon: run and workbook", book("sold"), run("g"), 1e-9)
say("the same with other inputs", book("othersold"), run("h"), 1e-9)
say("the same by account and entity", *rows(("othersold", "h")), 1e-9)
say("the same of net income", *income("othersold", "h"), 1e-9)
say("returns as written and recalculated", *(
    {(r[0], i): 1e7 * float(x) for r in cells(n, "Returns")[1:] for i, x in enumerate(r[1:]) if x[-1:].isdigit()}
    for n in ("sold", "soldcached")), 1e-9)
accounts = {k[1] for k in rows(("terms", "c"))[1]}
print("accounts that were not there:", {"opex.lease", "opex.colocation", "tax.credit", "tax.revenue", "opex.payables",
      "revenue.receivables", "opex.insurance", "residual.it",
      "opex.security", "opex.licence", "opex.egress"} - accounts or "none")
say("run and ledger.csv", total("ledger", "strategy", "amount_usd"), tco)
say("run and focus.csv, billed", total("focus", "BillingAccountId", "BilledCost"), tco)
say("run and focus.csv, effective", total("focus", "BillingAccountId", "EffectiveCost"), tco)
moved = [k for k in a if run("b")[k] == a[k] and a[k] != 0]
print("other inputs move every result:", not moved or moved)
END
python3 "$t/same.py" "$t"
