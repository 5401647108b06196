// A switch on the type of a value.
package main

import (
	"errors"
	"fmt"
	"strings"
)

type point struct{ x, y int }

func (p point) String() string { return "point" }

type myInt int

func describe(v interface{}) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case int:
		return fmt.Sprint("int ", x+1)
	case float64, float32:
		return fmt.Sprintf("float %v", x)
	case string:
		return "string " + x
	case []byte:
		return "bytes " + string(x)
	case []string:
		return "strings " + strings.Join(x, ",")
	case bool:
		if x {
			return "yes"
		}
		return "no"
	case myInt:
		return fmt.Sprint("myInt ", int(x))
	case *point:
		return fmt.Sprint("pointer ", x.x)
	case fmt.Stringer:
		return "stringer " + x.String()
	case error:
		return "error " + x.Error()
	case func() int:
		return fmt.Sprint("func ", x())
	case map[string]interface{}:
		return fmt.Sprint("map ", len(x))
	}
	return fmt.Sprintf("other %T", v)
}

func main() {
	for _, v := range []interface{}{nil, 1, 2.5, float32(1), "s", []byte("b"), []string{"a", "b"}, true, myInt(3), &point{4, 5},
		point{}, errors.New("e"), func() int { return 9 }, map[string]interface{}{"a": 1}, int64(3), uint8(3), 'r'} {
		fmt.Println(describe(v))
	}
}
