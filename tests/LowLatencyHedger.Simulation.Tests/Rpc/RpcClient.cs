using System.Text;
using System.Text.Json;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

/// <summary>A client in virtual time: keeps every message that the front sends it.</summary>
internal sealed class RpcClient : IRpcOutput
{
    private int _lastId;

    public RpcClient(RpcServer server) => Connection = server.Connect(this);

    public RpcConnection Connection { get; }

    /// <summary>All messages, oldest first.</summary>
    public List<JsonElement> Messages { get; } = [];

    /// <summary>The same as text.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>Why the venue closed, or null.</summary>
    public string? Closed { get; private set; }

    public void Send(ReadOnlySpan<byte> message)
    {
        Texts.Add(Encoding.UTF8.GetString(message));
        Messages.Add(JsonSerializer.Deserialize<JsonElement>(message));
    }

    public void Close(string reason) => Closed = reason;

    /// <summary>Sends text as it is.</summary>
    public void SendRaw(string json) => Connection.OnRequest(Encoding.UTF8.GetBytes(json));

    /// <summary>Sends a request and returns its id.</summary>
    public int Request(string method, object? values = null)
    {
        SendRaw(JsonSerializer.Serialize(new { jsonrpc = "2.0", id = ++_lastId, method, @params = values ?? new { } }));
        return _lastId;
    }

    /// <summary>The reply that came for an id.</summary>
    public JsonElement ReplyTo(int id) =>
        Messages.Single(message => message.TryGetProperty("id", out var value) && value.GetInt32() == id);

    /// <summary>Sends a request and returns its whole reply.</summary>
    public JsonElement Call(string method, object? values = null) => ReplyTo(Request(method, values));

    /// <summary>Sends a request that must succeed and returns its result.</summary>
    public JsonElement Result(string method, object? values = null)
    {
        var reply = Call(method, values);
        Assert.True(reply.TryGetProperty("result", out var result), $"{method}: {reply}");
        return result;
    }

    /// <summary>Sends a request that must fail and returns its error code.</summary>
    public int ErrorCode(string method, object? values = null)
    {
        var reply = Call(method, values);
        Assert.True(reply.TryGetProperty("error", out var error), $"{method}: {reply}");
        return error.GetProperty("code").GetInt32();
    }

    /// <summary>Subscribes over the private method and returns the accepted channels.</summary>
    public string[] Subscribe(params string[] channels) =>
        [.. Result("private/subscribe", new { channels }).EnumerateArray().Select(name => name.GetString()!)];

    /// <summary>The <c>data</c> of every notification of a channel so far.</summary>
    public List<JsonElement> Data(string channel) =>
        [.. Notifications()
            .Where(values => values.GetProperty("channel").GetString() == channel)
            .Select(values => values.GetProperty("data"))];

    /// <summary>The <c>params</c> of every notification so far.</summary>
    public IEnumerable<JsonElement> Notifications() => Messages
        .Where(message => message.TryGetProperty("method", out var method) && method.GetString() == "subscription")
        .Select(message => message.GetProperty("params"));
}
