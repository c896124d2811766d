permap scna basic
