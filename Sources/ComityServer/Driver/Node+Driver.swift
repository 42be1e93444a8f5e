package import ComityNode

extension Node: NodeDriver {}
