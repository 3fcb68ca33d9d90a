# tornado.gp - what each input moves. data: row, cost at P10, at P90 [unit], both values.
stats "data" using 2 nooutput name "A"
stats "data" using 3 nooutput name "B"
lo = A_min < B_min ? A_min : B_min
hi = A_max > B_max ? A_max : B_max
set xlabel narrow ? unit : (delta ? "difference of net present cost / " : "net present cost / ").unit
set lmargin 2 + (narrow ? 1.05 : 0.95) * widest
set rmargin narrow ? 3.5 : 2
set bmargin 4
set yrange [0.4:n_bar + 0.6]
set ytics () scale 0
do for [k = 1:n_bar] { set ytics add (value(sprintf("name%d", k)) k) }
unset grid
set grid xtics linecolor rgb "#DDDDDD" linewidth 0.6 linetype 1
# Room for the values beside the bars: eight characters; small screens have none.
char = 0.6 * font_px
wide = W - char * (4 + 0.95 * widest)
room = (hi - lo) * (narrow ? 0.06 : 8 * char / (wide - 16 * char))
set xrange [lo - room:hi + room]
raw = (hi - lo + 2 * room) / (narrow ? 4.5 : wide / (9 * char))
ten = 10.0 ** floor(log10(raw))
set xtics ten * (raw / ten > 5 ? 10 : raw / ten > 2 ? 5 : raw / ten > 1 ? 2 : 1)
set arrow 1 from base, graph 0 to base, graph 1 nohead linecolor rgb dark linewidth 1.2
left(a, b) = a < b ? a : b
right(a, b) = a < b ? b : a
text(s) = narrow ? "" : s
plot "data" using (0.5 * ($2 + base)):1:(0.5 * abs($2 - base)):(0.32) with boxxyerror linecolor rgb blue title "at P10", \
	"" using (0.5 * ($3 + base)):1:(0.5 * abs($3 - base)):(0.32) with boxxyerror linecolor rgb orange title "at P90", \
	"" using (left($2, $3)):1:(text(stringcolumn($2 < $3 ? 4 : 5))) with labels right offset char -0.4,0 textcolor rgb dark notitle, \
	"" using (right($2, $3)):1:(text(stringcolumn($2 < $3 ? 5 : 4))) with labels left offset char 0.4,0 textcolor rgb dark notitle
