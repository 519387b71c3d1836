"""The app of a section that is asked (照会先の課): its items, last time's answers, answering, handing back."""
