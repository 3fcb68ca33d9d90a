# tco.gp - cost by strategy and class. data: x, net, then from and to per class [unit].
if (narrow) { set key font ',11' width -2 }
set ylabel unit
set xrange [0.4:n_strategy + 0.6]
set xtics () scale 0
do for [k = 1:n_strategy] { set xtics add (value(sprintf("name%d", k)) k) }
set border 2
set xzeroaxis linetype 1 linecolor rgb dark linewidth 1
set offsets 0, 0, graph 0.04, 0
plot for [c = 1:n_class] "data" using 1:(0.5 * (column(1 + 2 * c) + column(2 + 2 * c))):(0.3):(0.5 * abs(column(2 + 2 * c) - column(1 + 2 * c))) \
		with boxxyerror linecolor rgb colour[c] title value(sprintf("class%d", c)), \
	"" using 1:2 with points pointtype 7 pointsize 0.8 linecolor rgb "black" title "net", \
	"" using ($1 + 0.32):2:(sprintf($2 >= 1000 ? "%.0f" : "%.3g", $2)) with labels left textcolor rgb "black" notitle
