-- What time it is here.  Returns ms since 1970 UTC.
return AT
