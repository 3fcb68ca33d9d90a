# FOCUS 1.2: columns, levels and allowed values of the specification, and its invariants, over
# a result with purchases, reservations, spot capacity, rents on demand, tax and resale.
command -v python3 >/dev/null || {
	echo "needs Python"
	exit 77
}
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
sed 's/reserved = 0.5/reserved = 0.5, spot = 0.2, evict = 0.02 \/ hour/' scenarios/default.lua > "$t/a.lua"
cp -r scenarios/data "$t/data"
"$AIFSIM" run "$t/a.lua" --quiet --until 2028-10-01 -o "$t/a.h5" || exit 1
"$AIFSIM" report "$t/a.h5" -o "$t" --format csv,focus >/dev/null || exit 1
cat > "$t/check.py" <<'END'
import csv, datetime, re, sys
t = sys.argv[1]
spec = {r["column"]: r for r in csv.DictReader(l for l in open("tests/data/focus-1.2-columns.csv") if l[0] != "#")}
text = open(f"{t}/focus.csv", newline="")
rows = list(csv.DictReader(text))
bad, seen = {}, {}
def need(ok, words):
    seen[words] = seen.get(words, 0) + 1
    if not ok: bad[words] = bad.get(words, 0) + 1
def num(r, k):
    return float(r[k]) if r[k] else None
def near(a, b, tol=0.005):
    return abs(a - b) <= max(tol, 1e-9 * abs(b))
head = rows[0].keys()
need(all(k in head for k, s in spec.items() if s["level"] == "Mandatory"), "mandatory columns")
need(all(k in spec or k.startswith("x_") for k in head), "custom columns begin with x_")
category, commit, months, names = {}, {}, {}, {}
for r in rows:
    what, usage = r["ChargeCategory"], r["ChargeCategory"] == "Usage"
    for k, s in spec.items():
        if k not in r: continue
        if s["nulls"] == "False": need(r[k] != "", "no empty cell where none may be")
        if s["allowed"] and r[k]: need(r[k] in s["allowed"].split(";"), "allowed values")
        if k.endswith(("Cost", "Price", "Quantity")) and r[k]: need(re.fullmatch(r"-?\d+(\.\d+)?(e[-+]?\d+)?", r[k]), "numeric format")
        if k.endswith(("PeriodStart", "PeriodEnd")): need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", r[k]), "date format")
    need(r["ChargePeriodStart"] < r["ChargePeriodEnd"] and r["BillingPeriodStart"] < r["BillingPeriodEnd"], "periods have a length")
    need(re.fullmatch("[A-Z]{3}", r["BillingCurrency"]), "currency code")
    names.setdefault(r["ServiceName"], set()).add(r["ServiceCategory"])
    q = num(r, "PricingQuantity")
    if what == "Tax": need(q is None and not r["PricingUnit"] and not r["PricingCategory"], "tax has no quantity")
    if usage or what == "Purchase": need(q is not None and r["PricingUnit"], "usage and purchases have a quantity")
    if what == "Purchase": need(r["ChargeFrequency"] != "Usage-Based", "purchases are not usage-based")
    if r["ConsumedQuantity"]: need(usage and r["ConsumedUnit"], "only usage is consumed")
    for price, cost in (("ListUnitPrice", "ListCost"), ("ContractedUnitPrice", "ContractedCost")):
        if r[price]: need(near(num(r, price) * q, num(r, cost)), "price times quantity is cost")
    # Commitments.
    fields = ["CommitmentDiscountCategory", "CommitmentDiscountName", "CommitmentDiscountType", "CommitmentDiscountQuantity",
              "CommitmentDiscountUnit"]
    cid = r["CommitmentDiscountId"]
    need(all((r[k] != "") == (cid != "") for k in fields), "a commitment has all its fields, others none")
    need((r["CommitmentDiscountStatus"] != "") == (cid != "" and usage), "status stands on covered usage alone")
    if cid:
        need(what in ("Usage", "Purchase"), "commitments are bought or used")
        x = commit.setdefault(cid, {})
        k = what, r["ChargePeriodStart"]
        for name in ("BilledCost", "EffectiveCost", "CommitmentDiscountQuantity"):
            x[what, name] = x.get((what, name), 0) + num(r, name)
            x[what, name, k[1]] = x.get((what, name, k[1]), 0) + num(r, name)
        if usage:
            need(num(r, "BilledCost") == 0, "covered usage is not billed again")
            need(r["PricingCategory"] == "Committed", "covered usage is priced as committed")
            need((r["CommitmentDiscountStatus"] == "Unused") == (r["ConsumedQuantity"] == ""), "what was not used was not consumed")
            need(num(r, "EffectiveCost") <= num(r, "ListCost") + 0.005, "a commitment costs no more than the list")
        else:
            need(num(r, "EffectiveCost") == 0, "what is spread has no effective cost when bought")
            need(r["PricingCategory"] == "Standard", "buying a commitment is priced as standard")
    else:
        need(r["PricingCategory"] != "Committed", "only commitments are committed")
    m = months.setdefault((r["BillingAccountId"], r["BillingPeriodStart"][:7]), 0)
    months[r["BillingAccountId"], r["BillingPeriodStart"][:7]] = m + num(r, "BilledCost")
for x in commit.values():
    need(near(x["Purchase", "BilledCost"], x["Usage", "EffectiveCost"]), "a commitment's usage carries what it was bought for")
    for k in x:
        if len(k) == 3 and k[0] == "Purchase" and k[1] != "EffectiveCost":
            other = "EffectiveCost" if k[1] == "BilledCost" else k[1]
            need(near(x[k], x["Usage", other, k[2]]), "and so it does in every period")
need(all(len(v) == 1 for v in names.values()), "a service has one category")
ledger = {}
start = datetime.datetime(2027, 1, 1)
for r in csv.DictReader(open(f"{t}/ledger.csv", newline="")):
    at = start + datetime.timedelta(seconds=float(r["time_s"]) - (0 if r["account"].startswith("capex") else 1))
    k = r["strategy"], at.strftime("%Y-%m")
    ledger[k] = ledger.get(k, 0) + float(r["amount_usd"])
for k in set(ledger) | set(months):
    need(near(ledger.get(k, 0), months.get(k, 0)), "each month is billed what the ledger has")
usages = {r["CommitmentDiscountStatus"] for r in rows}
print("commitments:", len(commit), "status:", sorted(usages - {""}))
for words in seen:
    print("FAILS" if words in bad else "holds", words, bad.get(words, ""))
END
python3 "$t/check.py" "$t"
