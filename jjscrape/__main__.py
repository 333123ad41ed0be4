from jjscrape.entry import main

main()
