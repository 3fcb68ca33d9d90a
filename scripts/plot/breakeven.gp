# breakeven.gp - what owning saves by utilization and rent. map: utilization [%], rent, saving
# [USD per useful GPU-hour]; even: utilization, rent at which both cost the same.
set xlabel "use of owned GPUs / %"
set ylabel narrow ? "rent / (USD per GPU-h)" : "rent / (USD per useful GPU-h)"
set xrange [left:100]
set yrange [0:most]
set bmargin 4
set rmargin narrow ? 10 : 13
set cbrange [-0.6 * most:0.6 * most]
set palette defined (-1 orange, 0 "#FFFFFF", 1 blue)
set cblabel (narrow ? "saving / (USD per GPU-h)" : "owning saves / (USD per GPU-h)") offset 1.2,0
set colorbox user origin graph 1.02, graph 0 size graph 0.03, graph 1
clip(z) = z > 0.6 * most ? 0.6 * most : z < -0.6 * most ? -0.6 * most : z
unset grid
set style textbox opaque noborder fillcolor "#FFFFFF" margins 0.6,0.6
set label 1 "owning costs less" at graph 0.97, graph 0.93 right front boxed textcolor rgb dark
set label 2 "renting costs less" at graph 0.03, graph 0.08 left front boxed textcolor rgb dark
plot "map" using 1:2:(clip($3)) with image notitle, \
	"even" using 1:($2 <= most ? $2 : NaN) with lines linecolor rgb "black" linewidth 2 title "both cost the same", \
	"+" using (util):(paid) every ::0::0 with points pointtype 7 pointsize 0.9 linecolor rgb "black" title "this run"
