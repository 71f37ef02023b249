"""The administration pages 管理: what runs, what got stuck, who may what, and how it all goes."""
