using System.Text;
using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// Reads HTTP requests: the method from the path, parameters from the query or a JSON body, the login from the header
/// (<c>bearer</c>, <c>Basic</c>, <c>deri-hmac-sha256</c>). Source: deribit protocol notes, sections 1 and 4.
/// </summary>
internal sealed class HttpFront
{
    private const string Prefix = "/api/v2/";

    private readonly AccessTokens _tokens;
    private readonly Func<long> _nowUtcMicros;

    public HttpFront(AccessTokens tokens, Func<long> nowUtcMicros)
    {
        _tokens = tokens;
        _nowUtcMicros = nowUtcMicros;
    }

    /// <summary>
    /// Takes a request apart and logs its connection in; the document backs the parameters and is the caller's to dispose.
    /// </summary>
    public RpcError Read(HttpRpcRequest request, RpcConnection connection, out JsonDocument? document, out RpcRequest call)
    {
        document = null;
        call = new RpcRequest("", default);
        var error = request.Verb == "POST"
            ? ReadBody(request, out document, out call)
            : ReadQuery(request, out document, out call);
        if (error.IsError)
        {
            return error;
        }

        error = LogIn(request, out var grant);
        connection.Login = grant;
        return error;
    }

    private static RpcError ReadBody(HttpRpcRequest request, out JsonDocument? document, out RpcRequest call)
    {
        document = null;
        call = new RpcRequest("", default);
        if (request.Body.Length > RpcConnection.RequestBytesMax)
        {
            return RpcError.TooLarge;
        }

        try
        {
            document = JsonDocument.Parse(request.Body);
        }
        catch (JsonException)
        {
            return RpcError.Parse;
        }

        var error = RpcRequest.Read(document.RootElement, out call);
        return error;
    }

    private static RpcError ReadQuery(HttpRpcRequest request, out JsonDocument? document, out RpcRequest call)
    {
        var mark = request.PathAndQuery.IndexOf('?');
        var path = mark < 0 ? request.PathAndQuery : request.PathAndQuery[..mark];
        var query = mark < 0 ? "" : request.PathAndQuery[(mark + 1)..];
        document = JsonDocument.Parse(QueryAsJson(query));
        var method = path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : path;
        call = new RpcRequest(method, document.RootElement, FromQuery: true);
        return RpcError.None;
    }

    private static ReadOnlyMemory<byte> QueryAsJson(string query)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = pair.IndexOf('=');
                var name = equals < 0 ? pair : pair[..equals];
                var value = equals < 0 ? "" : pair[(equals + 1)..];
                writer.WriteString(Decode(name), Decode(value));
            }

            writer.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private RpcError LogIn(HttpRpcRequest request, out AccessGrant? grant)
    {
        grant = null;
        var blank = request.Authorization.IndexOf(' ');
        if (blank < 0)
        {
            return request.Authorization.Length == 0 ? RpcError.None : RpcError.Unauthorized;
        }

        var value = request.Authorization[(blank + 1)..].Trim();
        Account? account;
        switch (request.Authorization[..blank].ToLowerInvariant())
        {
            case "bearer":
                return _tokens.TryFind(value, null, _nowUtcMicros(), out grant) ? RpcError.None : RpcError.Unauthorized;
            case "basic":
                account = MatchBasic(value);
                break;
            case "deri-hmac-sha256":
                account = MatchSignature(request, value);
                break;
            default:
                return RpcError.Unauthorized;
        }

        if (account is null)
        {
            return RpcError.InvalidCredentials;
        }

        grant = new AccessGrant
        {
            Account = account,
            Scope = AccessScope.Full,
            AccessToken = "",
            RefreshToken = "",
            ExpiresInSeconds = 0,
            ExpiresUtcMicros = _nowUtcMicros(),
            Connection = null,
        };
        return RpcError.None;
    }

    private Account? MatchBasic(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':');
        return colon > 0 && _tokens.TryMatch(pair[..colon], pair[(colon + 1)..], out var account) ? account : null;
    }

    private Account? MatchSignature(HttpRpcRequest request, string header)
    {
        var fields = header.Split(',', StringSplitOptions.TrimEntries)
            .Select(field => field.Split('=', 2))
            .Where(field => field.Length == 2)
            .ToLookup(field => field[0], field => field[1]);
        var id = fields["id"].FirstOrDefault("");
        var nonce = fields["nonce"].FirstOrDefault("");
        var signature = fields["sig"].FirstOrDefault("");
        if (!long.TryParse(fields["ts"].FirstOrDefault(""), out var timestamp))
        {
            return null;
        }

        var body = Encoding.UTF8.GetString(request.Body.Span);
        return _tokens.TryMatchSignature(
            id,
            timestamp,
            nonce,
            secret => RequestSignature.ForHttp(secret, timestamp, nonce, request.Verb, request.PathAndQuery, body),
            signature,
            _nowUtcMicros(),
            out var account)
            ? account
            : null;
    }
}
