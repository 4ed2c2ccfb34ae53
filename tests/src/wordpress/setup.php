<?php // Sets the blog up: four users, each with an application password, which it prints.
$_SERVER += ['HTTP_HOST' => '127.0.0.1', 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
define('WP_INSTALLING', true);
require ABSPATH . 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Kommunbloggen', 'admin', 'admin@example.test', true, '', 'adminpw', 'sv_SE');
update_option('comment_moderation', '0');
update_option('comment_previously_approved', '0');
global $wp_rewrite;
$wp_rewrite->init();
$wp_rewrite->set_permalink_structure('/%year%/%monthnum%/%postname%/');
flush_rewrite_rules(false);
foreach (['admin' => 'administrator', 'redaktor' => 'editor', 'forfattare' => 'author', 'lasare' => 'subscriber'] as $name => $role) {
    $user = get_user_by('login', $name) ?: get_user_by('id', wp_insert_user(
        ['user_login' => $name, 'user_pass' => $name . 'pw', 'user_email' => $name . '@example.test', 'role' => $role]));
    [$password] = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => 'uppsikt']);
    echo $name, ' ', $password, "\n";
}
