"""Pictures: functions from scores to a matplotlib `Figure`. They know neither files nor who looks at them.

Object-oriented API only; nothing here touches pyplot or keeps a figure. Import a module of this package where a picture is drawn, never at start: matplotlib takes
a quarter of a second and 50 MB.
"""
