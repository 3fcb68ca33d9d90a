-- cooling.lua - records of towers and chillers: coefficients of published correlations.
--
-- Copied as numbers from the data records of Modelica Buildings (BSD 3-clause,
-- https://github.com/lbl-srg/modelica-buildings) and EnergyPlus, which publish the same.
-- A chiller is refused when its curves are off by more than 2 % at its own reference; that
-- excludes the York YT of 1758 kW (4 %).

local mbl = { kind = "published", source = "Modelica Buildings, Fluid.Chillers.Data.ElectricEIR", as_of = "2024" }

-- approach [K] = sum of c LG^i R^j Twb^m, i slowest, m fastest; design wet bulb 25.56 degC,
-- range 5.56 K, approach 3.89 K.
tower "yorkcalc" {
  cite = { kind = "published", source = "YorkCalc; Modelica Buildings Correlations/yorkCalc.mo, EnergyPlus", as_of = "2024" },
  coef = {
    -0.359741205,       -0.055053608,      0.0023850432,
     0.173926877,       -0.0248473764,     0.00048430224,
    -0.005589849456,     0.0005770079712, -0.00001342427256,
     2.84765801111111,  -0.121765149,      0.0014599242,
     1.680428651,       -0.0166920786,    -0.0007190532,
    -0.025485194448,     0.0000487491696,  0.00002719234152,
    -0.0653766255555556, -0.002278167,     0.0002500254,
    -0.0910565458,       0.00318176316,    0.000038621772,
    -0.0034285382352,    0.00000856589904, -0.000001516821552 },
  wet_bulb = { -34.4 * degC, 26.7 * degC }, range = { 1.1 * K, 22.2 * K }, approach = { 1.1 * K, 40 * K },
  ratio = 8 }

chiller "trane-cvhe" { cite = mbl, cop = 7.14, leaving_ref = 5.56 * degC, entering_ref = 23.89 * degC, -- 1407 kW, variable speed
  cap = { 4.521342e-01, 5.248142e-03, -6.687636e-03, 5.869437e-02, -2.390647e-03, 5.040171e-03 },
  eir = { 5.674858e-01, 4.461513e-02, -6.341978e-03, 4.674972e-03, 4.387295e-04, 2.778096e-04 },
  plr = { 5.963988e-02, 3.503067e-01, 5.870000e-01 },
  leaving = { 4.44 * degC, 8.89 * degC }, entering = { 12.78 * degC, 29.44 * degC }, load = { 0.30, 1.06 } }

chiller "carrier-19xr" { cite = mbl, cop = 6.50, leaving_ref = 9.82 * degC, entering_ref = 23.89 * degC, -- 897 kW, vanes
  cap = { 7.009156e-01, 2.151274e-02, -6.029650e-04, 1.864266e-02, -1.084545e-03, 1.418575e-03 },
  eir = { 8.527749e-01, -4.336881e-03, 8.972177e-04, -1.888039e-03, 8.648075e-04, -1.438797e-03 },
  plr = { 3.323416e-01, 2.561103e-01, 4.106954e-01 },
  leaving = { 5.56 * degC, 10 * degC }, entering = { 12.78 * degC, 23.89 * degC }, load = { 0.20, 1.02 } }

-- An air-cooled screw machine, its fans in the COP: the least that ASHRAE 90.1 allows from 528 kW on,
-- DOE-2's default curves, brought from degF to degC.
chiller "air-screw" { air = true,
  cite = { kind = "published", source = "COMNET Modeling Guidelines, DOE-2 default curves of air-cooled screw chillers (unchecked)", as_of = "2010" },
  cop = published(2.96, "ASHRAE 90.1-2019 table 6.8.1-3, path A: 10.1 Btu/Wh (unchecked)", "2019"),
  leaving_ref = 6.67 * degC, entering_ref = 35 * degC,
  cap = { 9.865251e-01, 4.950184e-02, -2.982420e-04, -3.687138e-03, -4.455000e-05, -5.010336e-04 },
  eir = { 5.706301e-01, 1.195520e-02, -5.218668e-04, -3.405600e-05, 4.209084e-04, -6.053940e-04 },
  plr = { 3.648722e-02, 7.347430e-01, 2.199475e-01 },
  leaving = { 4.4 * degC, 10 * degC }, entering = { 15.6 * degC, 46 * degC }, load = { 0.15, 1.0 } }
