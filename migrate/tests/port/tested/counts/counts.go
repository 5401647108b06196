// Package counts keeps how often words came, and tells whoever asked to be told.
package counts

// Words counts for everybody.
var Words = NewCounts("words")

// Counts are kept in a list.
type Counts struct {
	name  string
	first *entry
	// Tell is called with each count, if it is there.
	Tell func(name string, count int)
}

type entry struct {
	word  string
	count int
	next  *entry
}

// NewCounts has none yet.
func NewCounts(name string) Counts {
	return Counts{name: name}
}

// Add counts a word, and gives the counts back.
func (c *Counts) Add(word string) *Counts {
	found := c.first
	for found != nil && found.word != word {
		found = found.next
	}
	if found == nil {
		found = &entry{word: word, next: c.first}
		c.first = found
	}
	found.count++
	if c.Tell != nil {
		c.Tell(c.name+"."+word, found.count)
	}
	return c
}
