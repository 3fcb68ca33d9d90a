-- staff.lua - what people cost. Pay is of the order of the median pay in the BLS
-- Occupational Outlook Handbook (May 2024); overhead is the share of benefits in the BLS
-- Employer Costs for Employee Compensation (about 30 % of the total: 0.42 on top of pay).
-- Both are estimates to be replaced by one's own figures: pay near data-centre hubs and
-- of people who can run GPU clusters is higher.

local overhead = estimate(0.42, "BLS employer costs: benefits about 30 % of compensation, private industry", "2024-12")

local function pay(kusd, occupation)
  return estimate(kusd * kUSD / year, "order of BLS median pay, " .. occupation, "2024-05")
end

role "operator" { salary = pay(97, "network and computer systems administrators"), overhead = overhead }
role "technician" { salary = pay(62, "electricians; heating and cooling mechanics"), overhead = overhead }
role "engineer" { salary = pay(131, "software developers, quality assurance analysts"), overhead = overhead }
role "manager" { salary = pay(171, "computer and information systems managers"), overhead = overhead }
