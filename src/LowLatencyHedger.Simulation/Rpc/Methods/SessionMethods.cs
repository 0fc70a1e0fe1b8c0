using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Methods;

/// <summary>Housekeeping, login, heartbeats and cancel-on-disconnect. Source: deribit protocol notes, sections 3 to 5.</summary>
internal sealed class SessionMethods
{
    private const string Version = "1.2.26";
    private const int HeartbeatSecondsMin = 10;

    private readonly ExchangeModel _model;
    private readonly AccessTokens _tokens;
    private readonly HashSet<Account> _cancelsByDefault = [];

    public SessionMethods(ExchangeModel model, AccessTokens tokens, bool cancelOnDisconnectArmed)
    {
        _model = model;
        _tokens = tokens;
        if (cancelOnDisconnectArmed)
        {
            _cancelsByDefault.UnionWith(model.Accounts);
        }
    }

    public void AddTo(Dictionary<string, RpcMethod> methods)
    {
        methods.Add("public/hello", new RpcMethod(Hello, WebSocketOnly: true));
        methods.Add("public/test", new RpcMethod(Test));
        methods.Add("public/get_time", new RpcMethod(GetTime));
        methods.Add("public/status", new RpcMethod(Status));
        methods.Add("public/set_heartbeat", new RpcMethod(SetHeartbeat, WebSocketOnly: true));
        methods.Add("public/disable_heartbeat", new RpcMethod(DisableHeartbeat, WebSocketOnly: true));
        methods.Add("public/auth", new RpcMethod(Auth));
        methods.Add("private/logout", new RpcMethod(Logout, WebSocketOnly: true));
        methods.Add("private/enable_cancel_on_disconnect", CancelMethod(call => SetCancel(call, true), AccessLevel.ReadWrite));
        methods.Add("private/disable_cancel_on_disconnect", CancelMethod(call => SetCancel(call, false), AccessLevel.ReadWrite));
        methods.Add("private/get_cancel_on_disconnect", CancelMethod(GetCancel, AccessLevel.Read));
    }

    private static RpcMethod CancelMethod(Func<RpcCall, RpcError> run, AccessLevel level) =>
        new(run, Area: AccessArea.Account, Level: level, WebSocketOnly: true);

    private static RpcError Hello(RpcCall call)
    {
        call.Params.String("client_name");
        call.Params.String("client_version");
        return call.Params.Error is { IsError: true } error ? error : WriteVersion(call);
    }

    private static RpcError Test(RpcCall call) =>
        call.Params.String("expected_result", "") == "exception" ? RpcError.General : WriteVersion(call);

    private static RpcError WriteVersion(RpcCall call)
    {
        call.Writer.WriteStartObject();
        call.Writer.WriteString("version", Version);
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private static RpcError GetTime(RpcCall call)
    {
        call.Writer.WriteNumberValue(call.NowUtcMicros / 1000);
        return RpcError.None;
    }

    private RpcError Status(RpcCall call)
    {
        var locked = _model.Indices.Where(index => index.IsLocked).Select(index => index.Name).ToArray();
        call.Writer.WriteStartObject();
        call.Writer.WriteString(
            "locked", locked.Length == 0 ? "false" : locked.Length < _model.Indices.Count ? "partial" : "true");
        call.Writer.WriteStartArray("locked_indices");
        foreach (var name in locked)
        {
            call.Writer.WriteStringValue(name);
        }

        call.Writer.WriteEndArray();
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private static RpcError SetHeartbeat(RpcCall call)
    {
        if (!call.Params.Has("interval"))
        {
            call.Params.Fail("interval", "value required");
        }

        var interval = call.Params.Count("interval", HeartbeatSecondsMin, HeartbeatSecondsMin, 3600);
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        call.Connection.SetHeartbeat(interval);
        return WriteOk(call);
    }

    private static RpcError DisableHeartbeat(RpcCall call)
    {
        call.Connection.SetHeartbeat(0);
        return WriteOk(call);
    }

    private RpcError Auth(RpcCall call)
    {
        var values = call.Params;
        var grantType = values.String("grant_type");
        var state = values.String("state", "");
        if (!AccessScope.TryParse(values.String("scope", ""), out var scope))
        {
            values.Fail("scope", "invalid scope");
        }

        if (values.Error is { IsError: true } malformed)
        {
            return malformed;
        }

        AccessGrant? grant;
        if (grantType == "refresh_token")
        {
            var token = values.String("refresh_token");
            if (!_tokens.TryRefresh(token, call.Connection.TokenScope, call.NowUtcMicros, out grant))
            {
                return values.Error is { IsError: true } absent ? absent : RpcError.InvalidCredentials;
            }
        }
        else
        {
            var error = Identify(call, grantType, out var account);
            if (error.IsError)
            {
                return error;
            }

            grant = _tokens.Issue(account!, scope!, call.Connection.TokenScope, call.NowUtcMicros);
        }

        LogIn(call.Connection, grant);
        WriteGrant(call, grant, state);
        return RpcError.None;
    }

    private RpcError Identify(RpcCall call, string grantType, out Account? account)
    {
        account = null;
        var values = call.Params;
        var clientId = values.String("client_id");
        bool known;
        switch (grantType)
        {
            case "client_credentials":
                known = _tokens.TryMatch(clientId, values.String("client_secret"), out account);
                break;
            case "client_signature":
                var timestamp = values.Integer("timestamp") ?? 0;
                var nonce = values.String("nonce", "");
                var data = values.String("data", "");
                known = _tokens.TryMatchSignature(
                    clientId,
                    timestamp,
                    nonce,
                    secret => RequestSignature.ForLogin(secret, timestamp, nonce, data),
                    values.String("signature"),
                    call.NowUtcMicros,
                    out account);
                break;
            default:
                values.Fail("grant_type", "invalid grant type");
                known = false;
                break;
        }

        return values.Error.IsError ? values.Error : known ? RpcError.None : RpcError.InvalidCredentials;
    }

    private void LogIn(RpcConnection connection, AccessGrant grant)
    {
        if (connection.Login?.Account != grant.Account)
        {
            connection.CancelsOnDisconnect = _cancelsByDefault.Contains(grant.Account);
        }

        connection.Login = grant;
    }

    private static void WriteGrant(RpcCall call, AccessGrant grant, string state)
    {
        var writer = call.Writer;
        writer.WriteStartObject();
        writer.WriteString("token_type", "bearer");
        if (state.Length > 0)
        {
            writer.WriteString("state", state);
        }

        if (grant.SessionId is not null)
        {
            writer.WriteString("sid", grant.SessionId);
        }

        writer.WriteString("scope", grant.Scope.Text);
        writer.WriteString("refresh_token", grant.RefreshToken);
        writer.WriteNumber("expires_in", grant.ExpiresInSeconds);
        writer.WriteStartArray("enabled_features");
        writer.WriteEndArray();
        writer.WriteString("access_token", grant.AccessToken);
        writer.WriteEndObject();
    }

    private RpcError Logout(RpcCall call)
    {
        var invalidate = call.Params.Flag("invalidate_token", absent: true);
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        if (invalidate)
        {
            _tokens.Revoke(call.Grant!);
        }

        call.RepliesItself = true;
        call.Connection.Close("logout", cancelOrders: false);
        return RpcError.None;
    }

    private RpcError SetCancel(RpcCall call, bool enabled)
    {
        var scope = call.Params.OneOf("scope", "connection", "connection", "account");
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        if (scope == "connection")
        {
            call.Connection.CancelsOnDisconnect = enabled;
        }
        else if (enabled)
        {
            _cancelsByDefault.Add(call.Account);
        }
        else
        {
            _cancelsByDefault.Remove(call.Account);
        }

        return WriteOk(call);
    }

    private RpcError GetCancel(RpcCall call)
    {
        var scope = call.Params.OneOf("scope", "connection", "connection", "account");
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        call.Writer.WriteStartObject();
        call.Writer.WriteString("scope", scope);
        call.Writer.WriteBoolean(
            "enabled", scope == "connection" ? call.Connection.CancelsOnDisconnect : _cancelsByDefault.Contains(call.Account));
        call.Writer.WriteEndObject();
        return RpcError.None;
    }

    private static RpcError WriteOk(RpcCall call)
    {
        call.Writer.WriteStringValue("ok");
        return RpcError.None;
    }
}
