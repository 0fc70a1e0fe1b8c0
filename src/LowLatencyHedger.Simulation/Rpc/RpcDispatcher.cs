using System.Buffers;
using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// From request to reply: finds the method, checks login, scope and credits, runs it, and writes the venue's reply envelope.
/// Thread: the server's.
/// </summary>
internal sealed class RpcDispatcher : IDisposable
{
    private static readonly JsonWriterOptions s_unchecked = new() { SkipValidation = true };

    private readonly Dictionary<string, RpcMethod> _methods;
    private readonly AccessTokens _tokens;
    private readonly RpcServerOptions _options;
    private readonly Func<long> _nowUtcMicros;
    private readonly RequestCredits _anonymous;
    private readonly Dictionary<Account, RequestCredits> _credits = [];
    private readonly ArrayBufferWriter<byte> _result = new(65_536);
    private readonly ArrayBufferWriter<byte> _reply = new(65_536);
    private readonly Utf8JsonWriter _resultWriter;
    private readonly Utf8JsonWriter _replyWriter;

    /// <param name="methods">By name.</param>
    /// <param name="tokens">Logins.</param>
    /// <param name="options">Limits.</param>
    /// <param name="nowUtcMicros">The venue's clock.</param>
    public RpcDispatcher(
        Dictionary<string, RpcMethod> methods, AccessTokens tokens, RpcServerOptions options, Func<long> nowUtcMicros)
    {
        _methods = methods;
        _tokens = tokens;
        _options = options;
        _nowUtcMicros = nowUtcMicros;
        _anonymous = new RequestCredits(options);
        _resultWriter = new Utf8JsonWriter(_result, s_unchecked);
        _replyWriter = new Utf8JsonWriter(_reply, s_unchecked);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _resultWriter.Dispose();
        _replyWriter.Dispose();
    }

    /// <summary>Runs one request and sends its reply, unless the method does that itself.</summary>
    public void Execute(RpcConnection connection, in RpcRequest request, long receivedUtcMicros)
    {
        var id = request.Id.ValueKind == JsonValueKind.Undefined ? default : request.Id.Clone();
        var call = new RpcCall(
            connection, id, new RpcParams(request.Params, request.FromQuery), _resultWriter, receivedUtcMicros, _nowUtcMicros());
        var error = Admit(ref call, request.Method, out var method);
        if (error.IsError)
        {
            Refuse(connection, id, error, receivedUtcMicros);
            return;
        }

        ResetResult();
        error = method!.Run(call);
        if (!call.RepliesItself)
        {
            Reply(call, error);
        }
    }

    /// <summary>Ends a call whose method said that it replies itself.</summary>
    /// <param name="call">The call.</param>
    /// <param name="write">Writes the result value or returns an error.</param>
    public void Finish(RpcCall call, Func<RpcError> write)
    {
        ResetResult();
        Reply(call, write());
    }

    /// <summary>Sends an error to a request that no method saw.</summary>
    public void Refuse(RpcConnection connection, JsonElement id, RpcError error, long receivedUtcMicros)
    {
        WriteReply(id, error, receivedUtcMicros);
        connection.SendReply(_reply.WrittenSpan, isError: true);
        if (error.Code == RpcError.TooManyRequests.Code)
        {
            connection.Close(error.Message);
        }
    }

    private void Reply(RpcCall call, RpcError error)
    {
        _resultWriter.Flush();
        WriteReply(call.Id, error, call.ReceivedUtcMicros);
        call.Connection.SendReply(_reply.WrittenSpan, error.IsError);
    }

    private void ResetResult()
    {
        _result.ResetWrittenCount();
        _resultWriter.Reset();
    }

    private RpcError Admit(ref RpcCall call, string name, out RpcMethod? method)
    {
        if (!_methods.TryGetValue(name, out method))
        {
            return RpcError.MethodNotFound;
        }

        var isPrivate = name.StartsWith("private/", StringComparison.Ordinal);
        if (FindGrant(call, isPrivate, out var grant) is { IsError: true } refused)
        {
            return refused;
        }

        call = call with { Grant = grant };
        if (!CreditsOf(grant).TryPay(method.Cost, call.NowUtcMicros))
        {
            return RpcError.TooManyRequests;
        }

        if (method.WebSocketOnly && !call.Connection.IsWebSocket)
        {
            return RpcError.MustBeWebSocket;
        }

        return method.Area is { } area && !grant!.Scope.Allows(area, method.Level) ? RpcError.Forbidden : RpcError.None;
    }

    private RpcError FindGrant(RpcCall call, bool required, out AccessGrant? grant)
    {
        grant = call.Connection.Login;
        var token = call.Params.String("access_token", "");
        if (token.Length > 0)
        {
            return _tokens.TryFind(token, call.Connection, call.NowUtcMicros, out grant) ? RpcError.None : RpcError.Unauthorized;
        }

        if (grant is not null && call.Connection.IsWebSocket && !_tokens.IsUsable(grant, call.Connection, call.NowUtcMicros))
        {
            grant = null;
        }

        return required && grant is null ? RpcError.Unauthorized : RpcError.None;
    }

    private RequestCredits CreditsOf(AccessGrant? grant)
    {
        if (grant is null)
        {
            return _anonymous;
        }

        if (!_credits.TryGetValue(grant.Account, out var credits))
        {
            _credits.Add(grant.Account, credits = new RequestCredits(_options));
        }

        return credits;
    }

    private void WriteReply(JsonElement id, RpcError error, long receivedUtcMicros)
    {
        _reply.ResetWrittenCount();
        var writer = _replyWriter;
        writer.Reset();
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        if (id.ValueKind != JsonValueKind.Undefined)
        {
            writer.WritePropertyName("id"u8);
            id.WriteTo(writer);
        }

        if (error.IsError)
        {
            WriteErrorObject(writer, error);
        }
        else
        {
            writer.WritePropertyName("result"u8);
            writer.WriteRawValue(_result.WrittenSpan, skipInputValidation: true);
        }

        var sentUtcMicros = Math.Max(_nowUtcMicros(), receivedUtcMicros);
        writer.WriteNumber("usIn"u8, receivedUtcMicros);
        writer.WriteNumber("usOut"u8, sentUtcMicros);
        writer.WriteNumber("usDiff"u8, sentUtcMicros - receivedUtcMicros);
        writer.WriteBoolean("testnet"u8, _options.Testnet);
        writer.WriteEndObject();
        writer.Flush();
    }

    private static void WriteErrorObject(Utf8JsonWriter writer, RpcError error)
    {
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, error.Code);
        if (error.Code == RpcError.TooManyRequests.Code)
        {
            writer.WriteStartObject("data"u8);
            writer.WriteNumber("wait"u8, 1);
            writer.WriteEndObject();
        }
        else if (error.Reason is not null)
        {
            writer.WriteStartObject("data"u8);
            writer.WriteString("reason"u8, error.Reason);
            if (error.Param is not null)
            {
                writer.WriteString("param"u8, error.Param);
            }

            writer.WriteEndObject();
        }

        writer.WriteString("message"u8, error.Message);
        writer.WriteEndObject();
    }
}
