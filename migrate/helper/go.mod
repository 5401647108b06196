module migrate/helper

go 1.21
