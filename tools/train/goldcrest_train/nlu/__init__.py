"""Understanding: a teacher, a distilled int8 student that reads hashed n-grams, and its model folder."""
