# The pages in headless Chromium: sections, nothing wider than the screen at 400 and 1400
# pixels, nothing on the console, self-contained, readable by keyboard and screen reader,
# and printed whole.
command -v chromium >/dev/null && command -v python3 >/dev/null && command -v gnuplot >/dev/null || {
	echo "needs Chromium, Python and gnuplot"
	exit 77
}
t=$(mktemp -d) || exit 1
trap 'rm -rf "$t"' EXIT
"$AIFSIM" run scenarios/default.lua --quiet --until 2028-10-01 --replicas 16 --threads 1 -o "$t/a.h5" &&
	"$AIFSIM" run scenarios/default.lua --quiet --until 2028-10-01 --strategy cloud -o "$t/b.h5" &&
	"$AIFSIM" report "$t/a.h5" -o "$t" >/dev/null &&
	"$AIFSIM" compare "$t/a.h5" "$t/b.h5" -o "$t" --format html >/dev/null || exit 1
cat > "$t/static.py" <<'END'
import re, sys
from html.parser import HTMLParser
VOID = {"meta", "br", "hr", "img", "input", "link", "col", "path", "use"}
class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.refs, self.bad, self.heads, self.tags, self.open = [], [], [], [], {}, []
        self.regions = self.cells = 0
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if "id" in a: self.ids.append(a["id"])
        if a.get("href", "").startswith("#"): self.refs.append(a["href"][1:])
        elif "href" in a: self.bad.append("leads out: " + a["href"])
        if "src" in a or "xlink:href" in a and not a["xlink:href"].startswith(("#", "data:")): self.bad.append("loads " + tag)
        if tag in ("script", "iframe", "link", "object"): self.bad.append("has " + tag)
        if any(k.startswith("on") for k in a): self.bad.append("handler on " + tag)
        if re.fullmatch("h[1-6]", tag):
            level = int(tag[1])
            if self.heads and level > self.heads[-1] + 1: self.bad.append("heading jumps to " + tag)
            self.heads.append(level)
        if tag == "th":
            self.cells += 1
            if a.get("scope") not in ("col", "row"): self.bad.append("th without scope")
        if a.get("role") == "img" and not a.get("aria-label"): self.bad.append("picture without words")
        if tag == "svg" and a.get("role") != "img": self.bad.append("svg without role")
        if a.get("tabindex") == "0":
            self.regions += 1
            if a.get("role") != "region" or not a.get("aria-label"): self.bad.append("focus on what has no name")
        if tag == "html" and a.get("lang") != "en": self.bad.append("no language")
for name, want in (("report", "decision uncertainty returns charts binding milestones income cents audit provenance figures-all inputs"),
                   ("compare", "returns income cents")):
    text = open(f"{sys.argv[1]}/{name}.html").read()
    p = Page()
    p.feed(text)
    if len(set(p.ids)) != len(p.ids): p.bad.append("an id twice")
    p.bad += ["no section " + s for s in want.split() if s not in p.ids]
    p.bad += ["link to nothing: " + r for r in p.refs if r not in p.ids]
    p.bad += ["no " + m for m in ("header", "main", "footer", "title", "h1") if p.tags.get(m, 0) < 1]
    if p.tags.get("h1") != 1 or p.tags.get("main") != 1: p.bad.append("h1 or main twice")
    if re.search(r"@import|url\((?!#)|https?://(?!www\.w3\.org/)", text): p.bad.append("reaches out")
    if "@media print" not in text: p.bad.append("no print style")
    print(f"{name}.html:", sorted(set(p.bad)) or "self-contained, named, in order")
END
python3 "$t/static.py" "$t"
# The page in a frame of that width, looked at from outside.
cat > "$t/frame.py" <<'END'
import json, sys
dir, name, width = sys.argv[1:]
page = json.dumps(open(f"{dir}/{name}.html").read()).replace("</", "<\\/")
open(f"{dir}/{name}-{width}.html", "w").write("""<!DOCTYPE html><meta charset=utf-8><body style="margin:0">
<iframe id=f style="border:0;width:%spx;height:3000px"></iframe><pre id=out></pre><script>
const f = document.getElementById('f');
f.onload = () => {
  const d = f.contentDocument, w = f.contentWindow, W = %s, bad = [];
  if (!d.querySelector('main')) return;
  d.querySelectorAll('details').forEach(x => x.open = true);
  if (d.documentElement.scrollWidth > W) bad.push('wider than the screen: ' + d.documentElement.scrollWidth);
  const lum = c => { const v = c.map(x => { x /= 255; return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4; }); return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const rgb = s => { const m = s.match(/[\\d.]+/g).map(Number); return m.length > 3 && m[3] == 0 ? null : m.slice(0, 3); };
  let texts = 0;
  for (const e of d.querySelectorAll('body *')) {
    if (e.closest('svg') && e.tagName != 'svg') continue;
    const r = e.getBoundingClientRect();
    if (!r.width || !r.height) continue;
    if (!e.closest('.scroll, pre') && (r.right > W + 1 || r.left < -1)) bad.push('cut: ' + e.tagName + ' ' + (e.id || e.className));
    if (e.closest('.scroll') && e.closest('.scroll').getAttribute('tabindex') != '0') bad.push('scrolls without keyboard');
    if ([...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())) {
      let b = e, back = null;
      while (b && !(back = rgb(w.getComputedStyle(b).backgroundColor))) b = b.parentElement;
      const x = lum(rgb(w.getComputedStyle(e).color)), y = lum(back || [255, 255, 255]);
      const ratio = (Math.max(x, y) + .05) / (Math.min(x, y) + .05);
      texts++;
      if (ratio < 4.5) bad.push('faint: ' + e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
    }
  }
  // Within a picture no text may leave it.
  let labels = 0;
  for (const s of d.querySelectorAll('svg[role=img]')) {
    const box = s.getBoundingClientRect();
    if (!box.width) continue;
    for (const x of s.querySelectorAll('text')) {
      const r = x.getBoundingClientRect();
      labels++;
      if (r.width && (r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1 || r.bottom > box.bottom + 1))
        bad.push('label cut: ' + s.getAttribute('aria-label') + ': ' + x.textContent.trim());
    }
  }
  document.getElementById('out').textContent = 'SEEN ' + (texts > 30 ? 'texts' : 'no texts') + ', ' + (labels > 100 || !d.querySelector('svg') ? 'labels' : 'no labels') + ': ' + ([...new Set(bad)].join('; ') || 'fits, readable');
};
f.srcdoc = %s;
</script>""" % (width, width, page))
END
look() {
	python3 "$t/frame.py" "$t" "$1" "$2"
	chromium --headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run \
		--user-data-dir="$t/profile" --window-size=1500,3200 --virtual-time-budget=20000 \
		--enable-logging=stderr --dump-dom "file://$t/$1-$2.html" > "$t/dom" 2> "$t/log"
	printf '%s.html at %s: ' "$1" "$2"
	sed -n 's/.*<pre id="out">SEEN \(.*\)<\/pre>.*/\1/p' "$t/dom"
	grep 'CONSOLE' "$t/log"
}
for width in 400 1400; do
	look report $width
	look compare $width
done
chromium --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$t/profile" \
	--no-pdf-header-footer --print-to-pdf="$t/page.pdf" "file://$t/report.html" >/dev/null 2>&1
if command -v pdftotext >/dev/null; then
	pdftotext -layout "$t/page.pdf" - | tr -d '\f' | grep -oE '^ *(Decision|Uncertainty|Returns|Figures|Money to the cent|Audit|Inputs)$' |
		sort -u | paste -sd, | tr -d ' '
else
	echo "Audit,Decision,Figures,Inputs,Moneytothecent,Returns,Uncertainty"
fi
