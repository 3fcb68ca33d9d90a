# spectrum.gp - amplitude of a hall's power by frequency. data: Hz, amplitude, behind a store [unit].
set logscale xy
set xlabel "frequency / Hz"
set ylabel "amplitude / ".unit
set xrange [lowest:highest]
set yrange [most * 1e-4:most * 2]
set format x "%g"
set format y "%g"
set object 1 rectangle from (lowest > 0.1 ? lowest : 0.1), graph 0 to (highest < 20 ? highest : 20), graph 1 fillcolor rgb "#F3F3F3" fillstyle solid noborder behind
plot "data" using 1:2 with impulses linecolor rgb blue linewidth 1.8 title "as it is", \
     for [k = 1:has_ramp] "" using 1:($3 > most * 1e-4 ? $3 : NaN) with impulses linecolor rgb vermilion linewidth 2.6 title "behind a store that keeps the ramp limit"
