module migrate/helper

go 1.24
