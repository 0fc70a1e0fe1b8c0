using System.Buffers.Text;
using System.Security.Cryptography;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// Writes login requests and reads their replies. Holds the refresh token of the connection, in a buffer that is cleared with it.
/// </summary>
internal sealed class LoginWriter(SessionSettings settings, ISessionRole role, ICredentials credentials, INonceSource nonces)
{
    private const int MaxTokenLength = 4096;
    private const int MaxScopeLength = 1024;
    private const int NonceLength = 16;

    private readonly byte[] _refreshToken = GC.AllocateArray<byte>(MaxTokenLength, pinned: true);
    private readonly byte[] _scratch = new byte[MaxScopeLength];
    private int _refreshTokenLength;

    /// <summary>Clears the token.</summary>
    public void Forget()
    {
        CryptographicOperations.ZeroMemory(_refreshToken);
        _refreshTokenLength = 0;
    }

    /// <summary>Writes the login request; the buffer then holds what must be cleared after it has been sent.</summary>
    public int WriteLogin(long id, long venueUtcNanos, Span<byte> buffer)
    {
        Span<byte> clientId = stackalloc byte[ICredentials.MaxLength];
        Span<byte> secret = stackalloc byte[ICredentials.MaxLength];
        clientId = clientId[..credentials.CopyClientId(clientId)];
        var secretLength = credentials.CopySecret(secret);
        var text = new RequestWriter(buffer, id, "public/auth"u8);
        if (settings.Login == LoginMethod.ClientCredentials)
        {
            text = text.Text("grant_type"u8, "client_credentials"u8)
                .Text("client_id"u8, clientId)
                .Text("client_secret"u8, secret[..secretLength]);
        }
        else
        {
            Span<byte> nonce = stackalloc byte[NonceLength];
            Span<byte> signature = stackalloc byte[LoginSignature.HexLength];
            Utf8Formatter.TryFormat(nonces.Next(), nonce, out _, new System.Buffers.StandardFormat('x', NonceLength));
            var millis = Nanos.ToMillis(venueUtcNanos);
            LoginSignature.Write(secret[..secretLength], millis, nonce, signature);
            text = text.Text("grant_type"u8, "client_signature"u8)
                .Text("client_id"u8, clientId)
                .Number("timestamp"u8, millis)
                .Text("signature"u8, signature)
                .Text("nonce"u8, nonce)
                .Text("data"u8, default);
        }

        CryptographicOperations.ZeroMemory(secret);
        return text.Text("scope"u8, role.Scope).End();
    }

    /// <summary>Writes the refresh request; the buffer must be cleared after it has been sent.</summary>
    public int WriteRefresh(long id, Span<byte> buffer) =>
        new RequestWriter(buffer, id, "public/auth"u8)
            .Text("grant_type"u8, "refresh_token"u8)
            .Text("refresh_token"u8, _refreshToken.AsSpan(0, _refreshTokenLength))
            .End();

    /// <summary>False if it is no login reply. Otherwise what the granted scope means and how long the token lives.</summary>
    public bool TryReadReply(ReadOnlySpan<byte> result, out SessionCause scopeCause, out long lifeNanos)
    {
        scopeCause = SessionCause.ScopeTooNarrow;
        lifeNanos = 0;
        var hasScope = false;
        var reader = new JsonReader(result);
        if (!reader.ReadStartObject())
        {
            return false;
        }

        while (reader.ReadName())
        {
            if (reader.NameEquals("refresh_token"u8))
            {
                if (!reader.Read() || !reader.TryGetText(_refreshToken, out var token) || token.Length > MaxTokenLength)
                {
                    return false;
                }

                token.CopyTo(_refreshToken);
                _refreshTokenLength = token.Length;
            }
            else if (reader.NameEquals("expires_in"u8))
            {
                reader.Read();
                if (!reader.TryGetInt64(out var seconds) || seconds <= 0)
                {
                    return false;
                }

                lifeNanos = Math.Min(seconds, 366 * 86_400) * Nanos.PerSecond;
            }
            else if (reader.NameEquals("scope"u8))
            {
                reader.Read();
                hasScope = reader.TryGetText(_scratch, out var scope);
                scopeCause = ScopeCheck.Verify(
                    hasScope ? scope : default, role.NeedsTrading, settings.AcceptAccountWriteScope, settings.AcceptMainAccount);
            }
            else
            {
                reader.SkipValue();
            }
        }

        return hasScope && lifeNanos > 0;
    }
}
