using System;
using System.Globalization;
using System.IO;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PartnerCenter.Qualifications;

namespace PartnerCenter.Client;

/// <summary>
/// Finds the certificate that an application proves itself with.
/// </summary>
public static partial class PartnerCertificates
{
    /// <summary>Finds a certificate in the store My of the current user, then of the local machine.</summary>
    /// <param name="thumbprint">The certificate's SHA-1 thumbprint in hexadecimal; blanks are ignored.</param>
    /// <returns>The certificate with its private key.</returns>
    /// <exception cref="PartnerCenterException">There is none, or it has no private key.</exception>
    public static X509Certificate2 FromStore(string thumbprint)
    {
        if (thumbprint is null)
        {
            throw new ArgumentNullException(nameof(thumbprint));
        }

        // Copied out of the certificate dialog, a thumbprint brings blanks and an invisible mark with it.
        var hexadecimal = new StringBuilder(thumbprint.Length);
        foreach (var character in thumbprint)
        {
            if (Uri.IsHexDigit(character))
            {
                hexadecimal.Append(character);
            }
        }

        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            try
            {
                using var store = new X509Store(StoreName.My, location);
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
                var found = store.Certificates.Find(X509FindType.FindByThumbprint, hexadecimal.ToString(), validOnly: false);
                if (found.Count > 0)
                {
                    return RequirePrivateKey(found[0]);
                }
            }
            catch (CryptographicException)
            {
                // No such store on this machine.
            }
        }

        throw Failure(
            string.Format(CultureInfo.CurrentCulture, Messages.CertificateNotFound, hexadecimal), Advice.Of(nameof(Messages.CertificateNotFoundAction)));
    }

    /// <summary>Reads a certificate from a file.</summary>
    /// <param name="path">A PFX file, or a PEM file that holds certificate and private key.</param>
    /// <param name="password">The password of the PFX file or of the encrypted private key; null for none.</param>
    /// <returns>The certificate with its private key.</returns>
    /// <exception cref="PartnerCenterException">The file cannot be read, or holds no private key.</exception>
    public static X509Certificate2 FromFile(string path, SecureString? password = null)
    {
        if (path is null)
        {
            throw new ArgumentNullException(nameof(path));
        }

        try
        {
            var bytes = File.ReadAllBytes(path);
            return RequirePrivateKey(IsPem(bytes) ? FromPem(bytes, password) : FromPfx(bytes, password));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException
            or FormatException or PlatformNotSupportedException)
        {
            throw Failure(
                string.Format(CultureInfo.CurrentCulture, Messages.CertificateUnreadable, path, exception.Message),
                Advice.Of(nameof(Messages.CertificateUnreadableAction)));
        }
    }

    /// <summary>Returns the certificate if it can prove who the application is.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <returns>The same certificate.</returns>
    /// <exception cref="PartnerCenterException">It has no private key, or has been disposed.</exception>
    public static X509Certificate2 RequirePrivateKey(X509Certificate2 certificate)
    {
        if (certificate is null)
        {
            throw new ArgumentNullException(nameof(certificate));
        }

        try
        {
            return certificate.HasPrivateKey
                ? certificate
                : throw Failure(
                    string.Format(CultureInfo.CurrentCulture, Messages.CertificateNoPrivateKey, certificate.Thumbprint),
                    Advice.Of(nameof(Messages.CertificateNoPrivateKeyAction)));
        }
        catch (CryptographicException exception)
        {
            throw Unusable(exception);
        }
    }

    /// <summary>A certificate that is there, and cannot be used: disposed, or without access to its key.</summary>
    internal static PartnerCenterException Unusable(CryptographicException exception) =>
        Failure(
            string.Format(CultureInfo.CurrentCulture, Messages.CertificateUnusable, exception.Message), Advice.Of(nameof(Messages.CertificateUnusableAction)));

    private static bool IsPem(byte[] bytes) => Encoding.ASCII.GetString(bytes, 0, Math.Min(bytes.Length, 4096)).Contains("-----BEGIN ");

    private static X509Certificate2 FromPfx(byte[] bytes, SecureString? password) => new(bytes, password, KeyStorage);

    private static PartnerCenterException Failure(string message, Advice action) =>
        new(PartnerErrorCode.SignInFailed, message, action);
}
