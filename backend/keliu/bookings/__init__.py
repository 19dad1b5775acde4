"""Time that can be reserved.

A Resource (资源) is a person, seat, room or piece of equipment; a Service (服务项目) takes some of
its time; a Booking (预约) is a customer's reservation, and the database refuses two at once.
"""
