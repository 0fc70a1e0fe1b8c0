using System.Security.Cryptography;
using System.Text;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Security;

/// <summary>The API key, read once from where the configuration points: files, or environment variables. Wiped on Dispose.</summary>
internal sealed class Credentials : ICredentials, IDisposable
{
    private readonly Secret _id;
    private readonly Secret _secret;

    private Credentials(Secret id, Secret secret)
    {
        _id = id;
        _secret = secret;
    }

    /// <summary>Null, with the problems added, when a part is missing, unreadable or not kept from others.</summary>
    public static Credentials? Load(ConfigValues values, List<ConfigProblem> problems, string section = "credentials")
    {
        var id = Read(values, section + ".clientId", problems);
        var secret = Read(values, section + ".clientSecret", problems);
        if (id is not null && secret is not null)
        {
            return new Credentials(id, secret);
        }

        id?.Dispose();
        secret?.Dispose();
        return null;
    }

    /// <summary>For a venue that this process itself has started.</summary>
    public static Credentials From(ReadOnlySpan<byte> id, ReadOnlySpan<byte> secret) => new(Secret.Take(id.ToArray()), Secret.Take(secret.ToArray()));

    public int CopyClientId(Span<byte> destination) => _id.CopyTo(destination);

    public int CopySecret(Span<byte> destination) => _secret.CopyTo(destination);

    public void Dispose()
    {
        _id.Dispose();
        _secret.Dispose();
    }

    private static Secret? Read(ConfigValues values, string key, List<ConfigProblem> problems)
    {
        if (values.Find(key + "File") is not { } file)
        {
            return ReadVariable(values, key, problems);
        }

        if (SecretFile.TryRead(file.Text, ICredentials.MaxLength, out var secret) is { } expected)
        {
            problems.Add(new ConfigProblem(file.Origin, 0, file.Path, null, expected));
        }

        return secret;
    }

    private static Secret? ReadVariable(ConfigValues values, string key, List<ConfigProblem> problems)
    {
        if (values.Find(key + "Variable") is not { } variable)
        {
            problems.Add(new ConfigProblem("configuration", 0, $"{key}File", "missing", $"a file or, as {key}Variable, an environment variable"));
            return null;
        }

        // The variable stays in this process's environment block otherwise, where children would inherit it.
        var text = Environment.GetEnvironmentVariable(variable.Text);
        Environment.SetEnvironmentVariable(variable.Text, null);
        var bytes = Encoding.UTF8.GetBytes(text ?? "");
        if (bytes.Length is 0 or > ICredentials.MaxLength)
        {
            CryptographicOperations.ZeroMemory(bytes);
            problems.Add(new ConfigProblem(variable.Origin, 0, variable.Path, null, $"a variable that is set, to 1 to {ICredentials.MaxLength} bytes"));
            return null;
        }

        return Secret.Take(bytes);
    }
}
