"""The X API v2 adapter: the one room that knows tweepy, X's wire names, its errors, its pace and its way to count."""
