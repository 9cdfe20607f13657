-- operators that bind to the right
-- ends: overflow
return 1
--@ 100000 ^1
