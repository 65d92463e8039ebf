"""What a person reads beside the claims themselves: scores, explanations, the lexicon."""
