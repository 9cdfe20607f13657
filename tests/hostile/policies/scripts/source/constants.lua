-- very many different constants
-- ends: 
return {
--@ 100000 1,
}
