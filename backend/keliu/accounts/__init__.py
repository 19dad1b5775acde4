"""Who works here and what they may do: staff, departments, roles, sessions.

Account (账号) is a sign-in name; Staff (员工) is a person's place in one merchant; a Role (角色)
maps permissions to scopes; a Session (登录) carries both so that a request needs one look-up.
"""
