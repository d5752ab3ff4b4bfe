abcheck c.abc --expect 12AB
