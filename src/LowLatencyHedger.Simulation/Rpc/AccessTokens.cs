using System.Diagnostics.CodeAnalysis;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// The tokens and sessions of the venue's accounts; each account has one key.
/// Tokens come from a seeded generator, so a simulated run repeats byte for byte.
/// Thread: the server's.
/// </summary>
public sealed class AccessTokens
{
    private const int SessionsMax = 16;
    private const long LifeSeconds = 2_592_000;
    private const long SignatureLifeMillis = 60_000;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly Random _random;
    private readonly Func<string, Account?> _accounts;
    private readonly Dictionary<string, AccessGrant> _byAccessToken = [];
    private readonly Dictionary<string, AccessGrant> _byRefreshToken = [];
    private readonly HashSet<(string ClientId, string Nonce)> _nonces = [];

    /// <param name="seed">Of the token texts.</param>
    /// <param name="accounts">Finds an account by its client id.</param>
    public AccessTokens(int seed, Func<string, Account?> accounts)
    {
        _random = new Random(seed);
        _accounts = accounts;
    }

    /// <summary>Finds the account whose id and secret are the given ones.</summary>
    public bool TryMatch(string clientId, string secret, [NotNullWhen(true)] out Account? account)
    {
        account = _accounts(clientId);
        return account is not null && RequestSignature.Matches(account.ClientSecret, secret);
    }

    /// <summary>Checks a signature made now: timestamp within 60 s, nonce unused by this account.</summary>
    /// <param name="clientId">Public part of the key.</param>
    /// <param name="timestampUtcMillis">As signed.</param>
    /// <param name="nonce">As signed; empty when none was sent.</param>
    /// <param name="expected">Makes the signature from the secret.</param>
    /// <param name="given">The client's signature.</param>
    /// <param name="nowUtcMicros">The venue's time.</param>
    /// <param name="account">The account on success.</param>
    public bool TryMatchSignature(
        string clientId, long timestampUtcMillis, string nonce, Func<string, string> expected, string given, long nowUtcMicros,
        [NotNullWhen(true)] out Account? account)
    {
        account = _accounts(clientId);
        return account is not null
            && Math.Abs((nowUtcMicros / 1000) - timestampUtcMillis) <= SignatureLifeMillis
            && RequestSignature.Matches(expected(account.ClientSecret), given)
            && (nonce.Length == 0 || _nonces.Add((clientId, nonce)));
    }

    /// <summary>Issues a pair of tokens; a 17th session of an account evicts the one that would end first.</summary>
    /// <param name="account">Whose they are.</param>
    /// <param name="scope">What they grant.</param>
    /// <param name="connection">What a token without session is tied to; null when it came over HTTP, where nothing lasts.</param>
    /// <param name="nowUtcMicros">The venue's time.</param>
    public AccessGrant Issue(Account account, AccessScope scope, object? connection, long nowUtcMicros)
    {
        if (scope.Session is { } session)
        {
            MakeRoomForSession(account, session);
        }

        var life = Math.Min(scope.ExpiresSeconds ?? LifeSeconds, LifeSeconds);
        var grant = new AccessGrant
        {
            Account = account,
            Scope = scope,
            AccessToken = $"{nowUtcMicros / 1000}.1{Text(7)}.{Text(40)}",
            RefreshToken = $"{nowUtcMicros / 1000}.1{Text(7)}.{Text(40)}",
            SessionId = scope.Session is null ? null : Text(8),
            ExpiresInSeconds = life,
            ExpiresUtcMicros = nowUtcMicros + (life * 1_000_000),
            Connection = scope.Session is null ? connection : null,
        };
        _byAccessToken[grant.AccessToken] = grant;
        _byRefreshToken[grant.RefreshToken] = grant;
        return grant;
    }

    /// <summary>Exchanges a refresh token for a new pair with the same scope; the old pair ends.</summary>
    public bool TryRefresh(string refreshToken, object? connection, long nowUtcMicros, [NotNullWhen(true)] out AccessGrant? grant)
    {
        grant = null;
        if (!_byRefreshToken.TryGetValue(refreshToken, out var old) || !IsUsable(old, connection, nowUtcMicros))
        {
            return false;
        }

        Revoke(old);
        grant = Issue(old.Account, old.Scope, connection, nowUtcMicros);
        return true;
    }

    /// <summary>Finds a live grant that this connection may use.</summary>
    public bool TryFind(string accessToken, object? connection, long nowUtcMicros, [NotNullWhen(true)] out AccessGrant? grant) =>
        _byAccessToken.TryGetValue(accessToken, out grant) && IsUsable(grant, connection, nowUtcMicros);

    /// <summary>Whether the grant is alive and not tied to another connection.</summary>
    public bool IsUsable(AccessGrant grant, object? connection, long nowUtcMicros) =>
        nowUtcMicros < grant.ExpiresUtcMicros
        && (grant.Connection is null || grant.Connection == connection)
        && _byAccessToken.ContainsKey(grant.AccessToken);

    /// <summary>Ends a pair.</summary>
    public void Revoke(AccessGrant grant)
    {
        _byAccessToken.Remove(grant.AccessToken);
        _byRefreshToken.Remove(grant.RefreshToken);
    }

    /// <summary>Ends the tokens that are tied to a connection that closed.</summary>
    public void OnClosed(object connection)
    {
        foreach (var grant in _byAccessToken.Values.Where(grant => grant.Connection == connection).ToArray())
        {
            Revoke(grant);
        }
    }

    private void MakeRoomForSession(Account account, string session)
    {
        var others = _byAccessToken.Values
            .Where(grant => grant.Account == account && grant.Scope.Session is not null && grant.Scope.Session != session)
            .GroupBy(grant => grant.Scope.Session)
            .ToArray();
        if (others.Length < SessionsMax)
        {
            return;
        }

        foreach (var grant in others.MinBy(grants => grants.Max(grant => grant.ExpiresUtcMicros))!.ToArray())
        {
            Revoke(grant);
        }
    }

    private string Text(int length) => new string(_random.GetItems<char>(Alphabet, length));
}
