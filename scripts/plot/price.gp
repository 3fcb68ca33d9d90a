# price.gp - cost and carbon of a MWh drawn. data: time, USD/MWh, kg/MWh.
set ylabel "cost / (USD/MWh)"
set yrange [0:*]
if (has_carbon) {
	set rmargin 11
	set border 11
	set y2label "carbon dioxide / (kg/MWh)"
	set y2range [0:*]
	set y2tics
}
plot "data" using 1:2 with lines linecolor rgb blue linewidth 2.2 title "cost", \
     for [k = 1:has_carbon] "" using 1:3 axes x1y2 with lines linecolor rgb green linewidth 2 dashtype 2 title "carbon (right)"
