package main

import "net"

// addresses answers what package net makes of two texts.
func addresses(parts [][]byte) []byte {
	var d dump
	text, other := string(parts[0]), string(parts[1])
	ip := net.ParseIP(text)
	d.text("ip", ip.String())
	d.text("four", ip.To4().String())
	d.number("kinds", []bool{ip.IsLoopback(), ip.IsPrivate(), ip.IsUnspecified()})
	ip, network, err := net.ParseCIDR(other)
	if err != nil {
		d.text("error", err.Error())
	} else {
		d.text("address", ip.String())
		d.text("network", network.String())
		d.number("contains", network.Contains(net.ParseIP(text)))
	}
	host, port, err := net.SplitHostPort(text)
	d.outcome("split", host+" "+port, err)
	d.text("joined", net.JoinHostPort(text, other))
	return d.bytes()
}
