from jjscrape.cli import main

main()
