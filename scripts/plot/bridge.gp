# bridge.gp - from one strategy's cost to another's. data: bar, from, to [unit], class (0: a
# total), words.
if (narrow) { set key font ',11' width -2 }
set ylabel narrow ? unit : "net present cost / ".unit
set xrange [0.3:n_bar + 0.7]
set xtics () scale 0
do for [k = 1:n_total] { set xtics add (value(sprintf("name%d", k)) value(sprintf("total%d", k))) }
set border 2
set xzeroaxis linetype 1 linecolor rgb dark linewidth 1
set offsets 0, 0, graph 0.08, 0
top(a, b) = a > b ? a : b
plot "data" using ($4 == 0 ? $1 : NaN):(0.5 * ($2 + $3)):(0.4):(0.5 * abs($3 - $2)) with boxxyerror linecolor rgb grey title "total", \
	for [c = 1:n_class] "" using ($4 == c ? $1 : NaN):(0.5 * ($2 + $3)):(0.4):(0.5 * abs($3 - $2)) \
		with boxxyerror linecolor rgb colour[c] title value(sprintf("class%d", c)), \
	"" using (narrow && $4 > 0 ? NaN : $1):(top($2, $3)):5 with labels center offset 0,0.7 textcolor rgb "black" notitle
