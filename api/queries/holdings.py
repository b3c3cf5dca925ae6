"""What of this app hangs from posts when the council is reorganised."""

STAYS = {
    "api.token.post": "A token ends with its post: what another system may do is decided anew, with a new token.",
}
