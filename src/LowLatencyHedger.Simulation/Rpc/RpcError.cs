namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>One error reply: the venue's code and stable name, with the optional <c>data.reason</c> and <c>data.param</c>.</summary>
/// <param name="Code">0 = no error.</param>
/// <param name="Message">The venue's name, sometimes with a limit appended (<c>price_too_high 43666.4288</c>).</param>
/// <param name="Reason"><c>data.reason</c>; null = the reply has no <c>data</c>.</param>
/// <param name="Param"><c>data.param</c>: the parameter at fault.</param>
public readonly record struct RpcError(int Code, string Message, string? Reason = null, string? Param = null)
{
    /// <summary>The request succeeded.</summary>
    public static readonly RpcError None;

    /// <summary>Not JSON, or not an object.</summary>
    public static readonly RpcError Parse = new(-32700, "Parse error");

    /// <summary>A frame or body over 32 kB.</summary>
    public static readonly RpcError TooLarge = new(-32600, "request entity too large");

    /// <summary>The envelope lacks what a request needs.</summary>
    public static readonly RpcError InvalidRequest = new(-32600, "Invalid Request");

    /// <summary>No such method.</summary>
    public static readonly RpcError MethodNotFound = new(-32601, "Method not found");

    /// <summary><c>params</c> is there but is no object.</summary>
    public static readonly RpcError MissingParams = new(-32000, "Missing params");

    /// <summary>The general failure that <c>public/test</c> can force.</summary>
    public static readonly RpcError General = new(10001, "error");

    /// <summary>No order has this id or label.</summary>
    public static readonly RpcError OrderNotFound = new(10004, "order_not_found");

    /// <summary>The credits are used up; the connection ends after it.</summary>
    public static readonly RpcError TooManyRequests = new(10028, "too_many_requests");

    /// <summary>A method of sessions, asked over HTTP.</summary>
    public static readonly RpcError MustBeWebSocket = new(10030, "must_be_websocket_request");

    /// <summary>Bad key, secret, signature, nonce or timestamp.</summary>
    public static readonly RpcError InvalidCredentials = new(13004, "invalid_credentials");

    /// <summary>No token, a stale one, or one of another connection.</summary>
    public static readonly RpcError Unauthorized = new(13009, "unauthorized", "invalid_token");

    /// <summary>The granted scope is too small for the method.</summary>
    public static readonly RpcError Forbidden = new(13021, "forbidden");

    /// <summary>Label with several open orders.</summary>
    public static readonly RpcError NonUniqueLabel = new(13032, "non_unique_order_label");

    /// <summary>A raw feed on a connection without login.</summary>
    public static readonly RpcError RawNeedsLogin = new(13778, "raw_subscriptions_not_available_for_unauthorized");

    /// <summary>Whether this is an error at all.</summary>
    public bool IsError => Code != 0;

    /// <summary>-32602 for a named parameter.</summary>
    public static RpcError InvalidParam(string param, string reason) => new(-32602, "Invalid params", reason, param);
}
